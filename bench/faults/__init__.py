"""How well `diagnose` does: programs with one planted fault, and the healthy programs that they were made from."""
