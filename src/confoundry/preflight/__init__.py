"""Checks before training: can each network be built, and how long will training take?"""
