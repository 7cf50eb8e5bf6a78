"""The paths of all files, relative to the study's root, in which every command runs."""

from pathlib import Path

GRAPH = Path("dvc.yaml")
PARAMS = Path("params.yaml")
LOCK_FILE = Path("requirements.lock")
OWN = Path("own")

RESOLVED = Path("data/resolved")
RAW = Path("data/raw")
RAW_IMAGES = RAW / "images.npy"
RAW_MANIFEST = RAW / "manifest.parquet"
FIT = Path("data/fit.json")
PREFLIGHT = Path("data/preflight")
CONFOUNDED = Path("data/confounded")
MODELS = Path("models")
HEALTH = Path("health")
RESULTS = Path("results")

HEADLINE = Path("metrics/headline.json")
SUMMARY = Path("metrics/summary.csv")
COMPARISONS = Path("metrics/comparisons.csv")
DIAGNOSIS = Path("metrics/diagnosis.json")
VALIDATION = Path("metrics/validation.json")
PLOTS = Path("plots")
VALIDATION_PAGE = Path("reports/validation.html")
EVIDENCE = Path("reports/diagnosis.json")
PAGE = Path("reports/index.html")


def nearest(path: Path) -> Path:
    """Return a file of the study or, if it does not exist there, of the nearest folder above.

    If it exists nowhere, the path is returned unchanged.
    """
    above = [path, *(Path(*[".."] * steps, path) for steps in range(1, len(Path.cwd().parts)))]
    return next((one for one in above if one.is_file()), path)
