"""DVC's bookkeeping. Nothing outside this folder imports DVC's internals.

Written against DVC 3.67; `tests/runner` holds it against `dvc repro`, `dvc dag` and `dvc status`.
"""
