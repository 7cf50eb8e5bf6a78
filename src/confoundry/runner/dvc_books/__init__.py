"""DVC's bookkeeping. Nothing outside this folder imports DVC's internals.

Written for DVC 3.67. `tests/runner` compares it with `dvc repro`, `dvc dag` and `dvc status`.
"""
