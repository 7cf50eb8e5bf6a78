"""The rules that find causes in the facts, one file per topic."""
