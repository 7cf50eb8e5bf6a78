"""How fast the engine is, against what else one would use: `python -m bench`."""
