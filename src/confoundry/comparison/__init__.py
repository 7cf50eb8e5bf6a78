"""Two revisions: what changed between their numbers, and whether the gates hold."""
