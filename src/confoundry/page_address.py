"""Where a page can be opened: on the server of `confoundry serve`, if it runs, or else as a file."""

import os
from pathlib import Path

SERVED = "CONFOUNDRY_PAGES"  # environment variable: the address under which `confoundry serve` serves pages
STUDY = "CONFOUNDRY_STUDY"  # environment variable: the study that it serves
OWN, NIGHTLY = "study", "nightly"  # the folders with pages, as they are called in an address


def page_address(page: Path) -> str:
    """Return the address of a page in a study's `reports/`, or in that of its nightly checkout.

    Args:
        page: The file, absolute.
    """
    base, study = os.environ.get(SERVED), os.environ.get(STUDY)
    if base and study:
        if page.parent.parent == Path(study):
            return f"{base}/{OWN}/{page.name}"
        if page.is_relative_to(Path(study) / ".prefect"):
            return f"{base}/{NIGHTLY}/{page.name}"
    return page.as_uri()
