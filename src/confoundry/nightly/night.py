"""One night: what each of its four steps does."""

from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Literal, Self
from zoneinfo import ZoneInfo

from confoundry.errors import NotFit
from confoundry.files.params import read_section
from confoundry.nightly import record
from confoundry.nightly.audit import run_audit
from confoundry.nightly.checkout import PLACE, checkout_of, set_to
from confoundry.nightly.compared import Comparison, compare_with, markdown
from confoundry.nightly.data import bring
from confoundry.nightly.git import Git, newest, tagged
from confoundry.nightly.lock import locked
from confoundry.nightly.messages import broken_gates, recorded_message
from confoundry.nightly.publish import publish
from confoundry.nightly.settings import NightlySettings
from confoundry.paths import PAGE, PARAMS

BASELINE = "audits/baseline"  # a tag that is moved only by hand: what drifts slowly is seen against it
WAIT = 600  # seconds for which a night waits for what a killed one left running
LAST, FIXED, OWN = "the last night", "the baseline", "what was committed with it"

Record = Literal["branch", "none"]
Comparisons = dict[str, Comparison]


class Night:
    """A night in a checkout of its own, which it holds for as long as the block lasts: `with Night(…) as night:`.

    Args:
        to: `branch` records what changed on the record branch; `none` records nothing.
        study: The study's root; the current directory where none is given.
    """

    def __init__(self, to: Record = "branch", study: Path | None = None) -> None:
        self._to, self._held, self._lock = to, ExitStack(), -1
        self._study = (study or Path.cwd()).resolve()
        self._settings = read_section("nightly", NightlySettings, self._study / PARAMS)
        self._checkout, self._git = checkout_of(self._study), Git(self._study)

    def __enter__(self) -> Self:
        self._lock = self._held.enter_context(locked(self._study / PLACE / "lock", wait=WAIT))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._held.close()

    def fetch(self) -> None:
        """Bring the checkout to the branch's newest revision, with its data."""
        branch = self._settings.branch
        if self._to == "branch":
            record.check_free(self._git, self._settings.record_branch)
        revision = newest(self._git, branch)
        print(f"{branch} is at {revision[:7]}: {self._git('show', '--no-patch', '--format=%s', revision)}")
        set_to(self._checkout, revision)
        bring(self._checkout)

    def audit(self, jobs: int) -> None:
        """Run the study's graph; what an earlier night has run comes from DVC's cache."""
        run_audit(self._checkout.folder, jobs, lock=self._lock)

    def compare(self) -> Comparisons:
        """Compare with the last night and with the baseline, where they are, and look at the gates."""
        found: Comparisons = {}
        for name, revision in self._others().items():
            found[name] = compare_with(self._checkout.folder, revision)
            print(f"Against {name} ({revision[:7]}): {found[name].verdict}")
        if not self._same:
            name, first = next(iter(found.items()))
            publish(markdown(self._checkout.folder, first.against), name)
        return found

    def record(self, comparisons: Comparisons) -> str:
        """Record the night where something changed, and return what is to be told of it.

        Raises:
            NotFit: A gate is broken.
        """
        broken = broken_gates(comparisons, self._page)
        same, before = self._same, self._last
        if not same and self._to == "branch":
            made = self._commit(comparisons, broken)
            print(f"{self._settings.record_branch} is at {made[:7]}")
        if broken:
            raise NotFit(broken)
        if before and same:
            return f"unchanged since {record.date_of(self._git, before, self._zone)}"
        first = [] if before else [f"The first night on {self._settings.record_branch}."]
        return " ".join([*first, *(f"Against {name}: {one.verdict}" for name, one in comparisons.items())])

    @property
    def _page(self) -> str:
        """Where the night's page is, or where its files are in a study that makes none."""
        page = self._checkout.folder / PAGE
        return (page if page.is_file() else self._checkout.folder).as_uri()

    @property
    def _last(self) -> str | None:
        """The last recorded night, or None before the first."""
        return record.last_night(self._git, self._settings.record_branch)

    @property
    def _same(self) -> bool:
        """Whether tonight read and wrote what the last recorded night did."""
        return self._last is not None and record.unchanged(self._checkout, self._last)

    @property
    def _zone(self) -> ZoneInfo | None:
        return ZoneInfo(self._settings.timezone) if self._settings.timezone else None

    def _others(self) -> dict[str, str]:
        """Return what tonight is compared with; before the first night with the audited revision's own numbers."""
        last = self._last
        first = {LAST: last} if last else {OWN: self._checkout.git("rev-parse", "HEAD")}
        fixed = tagged(self._git, BASELINE, self._settings.branch)
        return first | ({FIXED: fixed} if fixed and fixed != last else {})

    def _commit(self, comparisons: Comparisons, broken: str | None) -> str:
        day = f"{datetime.now(self._zone):%Y-%m-%d}"
        message = recorded_message(day, self._checkout.git("rev-parse", "HEAD"), comparisons, broken)
        return record.commit(self._checkout, self._settings.record_branch, message)
