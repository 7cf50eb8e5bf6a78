"""Properties that can be measured on an image."""
