"""Confounds: image properties that can be set and measured."""
