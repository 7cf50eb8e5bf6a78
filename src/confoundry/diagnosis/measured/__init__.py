"""Measurements of a network, its data and its training, from which a diagnosis is made."""
