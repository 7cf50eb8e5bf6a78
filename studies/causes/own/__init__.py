"""Builders of the study itself: none."""
