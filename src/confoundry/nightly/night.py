"""One nightly audit: its four steps."""

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
from confoundry.nightly.compared import Diff, compare_with, markdown
from confoundry.nightly.data import update_data
from confoundry.nightly.git import Git, newest, tagged
from confoundry.nightly.lock import locked
from confoundry.nightly.messages import failed_gates, recorded_message
from confoundry.nightly.publish import publish
from confoundry.nightly.settings import NightlySettings
from confoundry.paths import PAGE, PARAMS

BASELINE = "audits/baseline"  # a tag that is moved only by hand, so that slow drift shows
WAIT = 600  # seconds to wait for an audit that a killed run left running
LAST, FIXED, OWN = "the last nightly audit", "the baseline", "the committed results"

Record = Literal["branch", "none"]
Comparisons = dict[str, Diff]


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
        set_to(self._checkout, revision)
        update_data(self._checkout)

    def audit(self, jobs: int) -> None:
        """Run the study's graph; unchanged results of earlier nights come from DVC's cache."""
        run_audit(self._checkout.folder, jobs, lock=self._lock)

    def compare(self) -> Comparisons:
        """Compare with the last nightly audit and the baseline, if they exist, and check the gates."""
        found: Comparisons = {}
        for name, revision in self._others().items():
            found[name] = compare_with(self._checkout.folder, revision)
            print(f"Compared with {name} ({revision[:7]}): {found[name].verdict}")
        if not self._same:
            name, first = next(iter(found.items()))
            publish(markdown(self._checkout.folder, first.against), name)
        return found

    def record(self, comparisons: Comparisons) -> str:
        """Commit the results if anything changed, and return the audit's message.

        Raises:
            NotFit: A gate failed.
        """
        broken = failed_gates(comparisons, self._page)
        same, before = self._same, self._last
        if not same and self._to == "branch":
            made = self._commit(comparisons, broken)
            print(f"{self._settings.record_branch} is at {made[:7]}")
        if broken:
            raise NotFit(broken)
        if before and same:
            return f"unchanged since {record.date_of(self._git, before, self._zone)}"
        first = [] if before else [f"The first nightly audit on {self._settings.record_branch}."]
        return " ".join([*first, *(f"Compared with {name}: {one.verdict}" for name, one in comparisons.items())])

    @property
    def _page(self) -> str:
        """The address of the page, or of the checkout if the study makes no page."""
        page = self._checkout.folder / PAGE
        return (page if page.is_file() else self._checkout.folder).as_uri()

    @property
    def _last(self) -> str | None:
        """The last recorded nightly audit, or None before the first."""
        return record.last_night(self._git, self._settings.record_branch)

    @property
    def _same(self) -> bool:
        """Whether tonight's inputs and results are those of the last recorded nightly audit."""
        return self._last is not None and record.unchanged(self._checkout, self._last)

    @property
    def _zone(self) -> ZoneInfo | None:
        return ZoneInfo(self._settings.timezone) if self._settings.timezone else None

    def _others(self) -> dict[str, str]:
        """Return the revisions to compare with; on the first night, the audited revision's own committed results."""
        last = self._last
        first = {LAST: last} if last else {OWN: self._checkout.git("rev-parse", "HEAD")}
        fixed = tagged(self._git, BASELINE, self._settings.branch)
        return first | ({FIXED: fixed} if fixed and fixed != last else {})

    def _commit(self, comparisons: Comparisons, broken: str | None) -> str:
        day = f"{datetime.now(self._zone):%Y-%m-%d}"
        message = recorded_message(day, self._checkout.git("rev-parse", "HEAD"), comparisons, broken)
        return record.commit(self._checkout, self._settings.record_branch, message)
