"""Intervals, paired differences, corrections for many comparisons."""
