"""Bounded, safe reading, and writing that leaves a whole file or none."""
