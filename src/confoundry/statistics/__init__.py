"""Intervals, paired differences, and corrections for many comparisons."""
