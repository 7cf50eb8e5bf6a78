"""Bounded, safe reading and whole-or-nothing writing."""
