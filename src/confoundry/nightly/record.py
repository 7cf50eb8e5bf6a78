"""Records a nightly audit as a commit on the record branch, without touching a working tree, an index or a HEAD."""

from datetime import datetime
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from confoundry.errors import BadInput
from confoundry.files.bounded_yaml import load_yaml
from confoundry.nightly.checkout import Checkout
from confoundry.nightly.git import Git, holder

EMAIL = "confoundry@localhost"
AUTHOR = {
    "GIT_AUTHOR_NAME": "Confoundry",
    "GIT_AUTHOR_EMAIL": EMAIL,
    "GIT_COMMITTER_NAME": "Confoundry",
    "GIT_COMMITTER_EMAIL": EMAIL,
}
LOCK = "dvc.lock"


def check_free(git: Git, branch: str) -> None:
    """Refuse a record branch that is checked out somewhere: a commit would change that working tree's branch."""
    if place := holder(git, branch):
        raise BadInput(
            "params.yaml: nightly.record_branch",
            expected="a branch that is not checked out",
            came=f"{branch}, checked out in {place}",
            remedy="switch to another branch there",
        )


def last_night(git: Git, branch: str) -> str | None:
    """Return the commit of the last recorded nightly audit, or None before the first."""
    return git.revision(f"refs/heads/{branch}")


def unchanged(checkout: Checkout, before: str) -> bool:
    """Return whether tonight's inputs and results are those of an earlier audit, according to both `dvc.lock` files."""
    shown = checkout.git("show", f"{before}:./{LOCK}", fine=(0, 128))
    path = checkout.folder / LOCK
    return path.is_file() and _stages(shown) == _stages(path.read_text(encoding="utf-8"))


def _stages(lock: str) -> object:
    """Return the stages of a lock file, whatever their order."""
    found = load_yaml(lock, LOCK)
    return found.get("stages") if isinstance(found, dict) else None


def date_of(git: Git, revision: str, zone: ZoneInfo | None) -> str:
    """Return the day of a commit."""
    moment = datetime.fromtimestamp(int(git("show", "--no-patch", "--format=%ct", revision)), tz=zone)
    return f"{moment:%Y-%m-%d}" if zone else f"{moment.astimezone():%Y-%m-%d}"


def commit(checkout: Checkout, branch: str, message: str) -> str:
    """Commit the checkout's revision with tonight's results on the record branch, and return the commit.

    Its parents are the last recorded audit and the audited revision, so that `git log --first-parent` lists the audits.

    Raises:
        BadInput: The branch is checked out somewhere.
        CommandFailed: The branch moved in the meantime.
    """
    git = Git(checkout.root)
    check_free(git, branch)
    audited, before = git("rev-parse", "HEAD"), last_night(git, branch)
    with TemporaryDirectory(prefix="confoundry-") as scratch:
        index = {"GIT_INDEX_FILE": f"{scratch}/index"}
        git("read-tree", "HEAD", more=index)
        git("add", "--all", more=index)
        tree = git("write-tree", more=index)
    parents = [word for parent in (before, audited) if parent for word in ("-p", parent)]
    made = git("commit-tree", tree, *parents, "-m", message, more=AUTHOR)
    git("update-ref", "-m", "nightly audit", f"refs/heads/{branch}", made, before or "0" * len(made))
    return made
