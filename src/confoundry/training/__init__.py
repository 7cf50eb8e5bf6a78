"""Training a compiled Keras model."""
