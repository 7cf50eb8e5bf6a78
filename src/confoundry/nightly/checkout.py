"""The checkout of the nightly audit: a separate Git worktree that shares the study's DVC cache."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from confoundry.errors import BadInput
from confoundry.files.whole import remove
from confoundry.nightly.commands import run
from confoundry.nightly.git import Git

PLACE = Path(".prefect/nightly")  # in the study's root; ignored by Git and DVC


@dataclass(frozen=True)
class Checkout:
    """A study, and the checkout in which its nightly audits run.

    Attributes:
        study: The study's root, absolute; only `.prefect/` in it is written to.
        folder: The study's root in the checkout.
        root: The checkout's root; it differs from `folder` if the study lies below its repository's root.
    """

    study: Path
    folder: Path
    root: Path

    @property
    def git(self) -> Git:
        """Git in the checkout."""
        return Git(self.folder)


def checkout_of(study: Path) -> Checkout:
    """Return the checkout of a study's nightly audits, without creating it.

    Raises:
        BadInput: The study is not in a Git repository.
    """
    if run(["git", "rev-parse", "--show-prefix"], study, fine=(0, 128)).status:
        raise BadInput(study, expected="a Git repository", came="none", remedy="run `git init` and commit the study")
    root = study / PLACE / "checkout"
    return Checkout(study, root / Git(study)("rev-parse", "--show-prefix"), root)


def set_to(checkout: Checkout, revision: str) -> None:
    """Set the checkout to a revision; DVC's cache and the files that Git ignores are kept."""
    ignored = checkout.study / PLACE.parent / ".gitignore"
    ignored.parent.mkdir(exist_ok=True)
    ignored.write_text("*\n", encoding="utf-8")
    if not _is_worktree(checkout):
        remove(checkout.root)
        study = Git(checkout.study)
        study("worktree", "prune")
        study("worktree", "add", "--quiet", "--force", "--detach", "--no-checkout", str(checkout.root), revision)
    git = Git(checkout.root)
    _unlock(git)
    git("checkout", "--quiet", "--force", "--detach", revision)
    git("clean", "--quiet", "--force", "-d")
    _share_cache(checkout)


def _is_worktree(checkout: Checkout) -> bool:
    """Return whether the checkout is a complete worktree of the study's repository."""
    if not (checkout.root / ".git").is_file():
        return False
    ask = ("rev-parse", "--path-format=absolute", "--git-common-dir")
    return Git(checkout.root)(*ask, fine=(0, 128)) == Git(checkout.study)(*ask)


def _unlock(git: Git) -> None:
    """Remove the lock that a killed Git left; no other Git works here, since the nightly audit holds its own lock."""
    Path(git("rev-parse", "--path-format=absolute", "--git-path", "index.lock")).unlink(missing_ok=True)


def _share_cache(checkout: Checkout) -> None:
    """Give the checkout the study's DVC settings and cache.

    Paths in a configuration file are relative to that file, but `dvc config --list` shows them in full. The checkout
    gets the listed values.
    """
    settings = {"cache.dir": str(checkout.study / ".dvc/cache")} | dvc_settings(checkout.study)
    path = checkout.folder / ".dvc/config.local"
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)  # the study's own may hold passwords
    path.write_text(_written(settings), encoding="utf-8")


def dvc_settings(folder: Path) -> dict[str, str]:
    """Return DVC's settings from all its configuration files, by key, such as `remote.name.url`."""
    return dict(line.split("=", 1) for line in run(["dvc", "config", "--list"], folder).out.splitlines() if "=" in line)


def _written(settings: Mapping[str, str]) -> str:
    """Return settings in the format of DVC's configuration file."""
    sections: dict[str, list[str]] = {}
    for key, value in settings.items():
        place, _, option = key.rpartition(".")
        section, _, name = place.partition(".")
        quote = "'" if '"' in value else '"'
        sections.setdefault(f"['{section} \"{name}\"']" if name else f"[{section}]", []).append(
            f"{option} = {quote}{value}{quote}"
        )
    return "".join("\n".join([section, *options, ""]) for section, options in sections.items())
