"""One nightly audit: its four steps."""

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from confoundry.files.params import read_section
from confoundry.nightly import record
from confoundry.nightly.accepted import BASELINE, Standing, baseline_of, move_baseline, standing, trailer
from confoundry.nightly.audit import run_audit
from confoundry.nightly.checkout import PLACE, checkout_of, set_to
from confoundry.nightly.compared import Diff, compare_with, markdown
from confoundry.nightly.data import update_data
from confoundry.nightly.git import Git, newest
from confoundry.nightly.lock import locked
from confoundry.nightly.messages import failure, recorded_message
from confoundry.nightly.publish import publish, publish_run, this_night
from confoundry.nightly.push import catch_up, push
from confoundry.nightly.settings import NightlySettings
from confoundry.page_address import page_address
from confoundry.paths import PAGE, PARAMS

WAIT = 600  # seconds to wait for an audit that a killed run left running
LAST, FIXED, OWN = "the last accepted night", "the baseline", "the committed results"

Record = Literal["branch", "none"]
Comparisons = dict[str, Diff]


@dataclass(frozen=True)
class Told:
    """What a night tells.

    Attributes:
        message: The message of its run's state.
        held: Whether the gates held.
    """

    message: str
    held: bool


class Night:
    """A nightly audit in a separate checkout, which it locks within the block `with Night(…) as night:`.

    Args:
        to: `branch` commits changed results to the record branch; `none` commits nothing.
        study: The study's root; by default the current directory.
    """

    def __init__(self, to: Record = "branch", study: Path | None = None) -> None:
        self._to, self._held, self._lock = to, ExitStack(), -1
        self._study = (study or Path.cwd()).resolve()
        self._settings = read_section("nightly", NightlySettings, self._study / PARAMS)
        self._baseline: str | None = None
        self._standing = Standing()
        self._checkout, self._git = checkout_of(self._study), Git(self._study)

    def __enter__(self) -> Self:
        self._lock = self._held.enter_context(locked(self._study / PLACE / "lock", wait=WAIT))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._held.close()

    def fetch(self) -> None:
        """Set the checkout to the branch's newest revision, with its data."""
        branch = self._settings.branch
        if self._to == "branch":
            record.check_free(self._git, self._settings.record_branch)
        revision = newest(self._git, branch)
        print(f"{branch} is at {revision[:7]}: {self._git('show', '--no-patch', '--format=%s', revision)}")
        if self._to == "branch" and self._settings.push:
            catch_up(self._git, self._settings)
        set_to(self._checkout, revision)
        update_data(self._checkout)

    def audit(self, jobs: int) -> None:
        """Run the study's graph; unchanged results of earlier nights come from DVC's cache."""
        night = this_night()
        try:
            run_audit(self._checkout.folder, jobs, pull=self._settings.pull, lock=self._lock, night=night)
        finally:
            if night:
                publish_run(night)

    def compare(self) -> Comparisons:
        """Compare with the last accepted night and the baseline, if they exist, and check the gates."""
        self._baseline = baseline_of(self._git, self._settings.branch)
        self._standing = standing(self._git, self._settings.record_branch, self._baseline)
        found: Comparisons = {}
        for name, revision in self._others().items():
            found[name] = compare_with(self._checkout.folder, revision)
            print(f"Compared with {name} ({revision[:7]}): {found[name].verdict}")
        name, first = next(iter(found.items()))
        if not self._same and not first.failed:
            publish(markdown(self._checkout.folder, first.against), name)
        return found

    def record(self, comparisons: Comparisons) -> Told:
        """Commit the results if anything changed, and return the audit's message."""
        same, before = self._same, self._last
        accepted = same and before == self._baseline  # a person may have accepted it although a gate failed
        broken = None if accepted else failure(comparisons, self._page, self._failing_since)
        if not same and self._to == "branch":
            made = self._commit(comparisons, broken)
            print(f"{self._settings.record_branch} is at {made[:7]}")
        lines = [broken or self._result(comparisons, before if same else None), *self._shared(held=not broken)]
        return Told("\n".join(lines), held=not broken)

    @property
    def _failing_since(self) -> str | None:
        """The day of the first night that failed since the last accepted one."""
        red = self._standing.red
        return record.date_of(self._git, red, self._settings.zone) if red else None

    def _result(self, comparisons: Comparisons, unchanged: str | None) -> str:
        """Return the message of a night whose gates held; `unchanged` is the night that it is the same as."""
        if unchanged:
            return f"unchanged since {record.date_of(self._git, unchanged, self._settings.zone)}"
        first = [] if self._standing.accepted else [f"The first good night on {self._settings.record_branch}."]
        return " ".join([*first, *(f"Compared with {name}: {one.verdict}" for name, one in comparisons.items())])

    def _shared(self, *, held: bool) -> list[str]:
        """Mark the first good night as the baseline, and push if the settings say so. Returns what to tell of it."""
        if self._to != "branch":
            return []
        told: list[str] = []
        if held and self._baseline is None and self._last:
            move_baseline(self._git, self._last)
            told.append(f"{BASELINE} marks this night: later ones are also compared with it.")
        return told + (push(self._checkout, self._git, self._settings) if self._settings.push else [])

    @property
    def _page(self) -> str:
        """The address of the page, or of the checkout if the study makes no page."""
        page = self._checkout.folder / PAGE
        return page_address(page) if page.is_file() else self._checkout.folder.as_uri()

    @property
    def _last(self) -> str | None:
        """The last recorded nightly audit, or None before the first."""
        return record.last_night(self._git, self._settings.record_branch)

    @property
    def _same(self) -> bool:
        """Whether tonight's inputs and results are those of the last recorded nightly audit."""
        return self._last is not None and record.unchanged(self._checkout, self._last)

    def _others(self) -> dict[str, str]:
        """Return the revisions to compare with; without an accepted night, the audited revision's committed results."""
        last = self._standing.accepted
        first = {LAST: last} if last else {OWN: self._checkout.git("rev-parse", "HEAD")}
        fixed = self._baseline
        return first | ({FIXED: fixed} if fixed and fixed != last else {})

    def _commit(self, comparisons: Comparisons, broken: str | None) -> str:
        day = f"{datetime.now(self._settings.zone):%Y-%m-%d}"
        message = recorded_message(
            day, self._checkout.git("rev-parse", "HEAD"), comparisons, broken, trailer(held=not broken)
        )
        return record.commit(self._checkout, self._settings.record_branch, message)
