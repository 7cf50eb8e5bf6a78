"""Builders of Keras models; a variant is settings for one."""
