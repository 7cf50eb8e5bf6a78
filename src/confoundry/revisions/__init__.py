"""Reads a revision of the study: its committed numbers, and its answers from DVC's cache or remote."""
