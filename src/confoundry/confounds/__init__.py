"""Properties of a picture that one can set."""
