"""Reads labeled images and other samples."""
