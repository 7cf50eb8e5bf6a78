"""Rules from what was measured to causes, one file for what belongs together."""
