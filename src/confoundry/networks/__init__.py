"""Builders of Keras models. A variant is one builder with its settings."""
