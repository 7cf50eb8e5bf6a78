"""Confoundry: does a Keras classifier answer from the object, or from a shortcut?"""

__version__ = "0.1.0"
