"""Compares two revisions: how their numbers changed, and whether the gates pass."""
