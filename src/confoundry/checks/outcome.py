"""What checks found: for each its name, whether it passed, and the rows that failed it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

Severity = Literal["critical", "warning", "info"]


@dataclass(frozen=True)
class Check:
    """One check, named after the defect that it looks for.

    Attributes:
        name: The defect, as `leaked_images`.
        passed: Whether there is none.
        severity: Only a failed `critical` check makes data unfit.
        expected: What sound data look like, in a sentence.
        failed: How many rows have the defect; 0 where it passed.
        ids: Up to ten of them.
    """

    name: str
    passed: bool
    severity: Severity
    expected: str
    failed: int
    ids: tuple[str, ...]

    @property
    def words(self) -> str:
        """The name as people read it."""
        return self.name.replace("_", " ")


@dataclass(frozen=True)
class Checked:
    """The checks of one thing, by name, in the order in which they are shown."""

    checks: Mapping[str, Check]

    @property
    def passed(self) -> bool:
        """Whether no critical check failed."""
        return not self.failed("critical")

    def failed(self, *severities: Severity) -> list[Check]:
        """Return the failed checks of these severities."""
        return [check for check in self.checks.values() if not check.passed and check.severity in severities]

    def failures(self) -> str:
        """Return the failed critical checks in one line: `leaked images (2: 1f0c…, 77ab…)`."""
        return ", ".join(
            f"{check.words} ({check.failed:,}: {_few(check.ids)})" if check.ids else check.words
            for check in self.failed("critical")
        )

    def as_json(self) -> dict[str, dict[str, Any]]:
        """Return plain values, keyed by the checks' names."""
        return {name: {**asdict(check), "ids": list(check.ids)} for name, check in self.checks.items()}


def _few(ids: tuple[str, ...], most: int = 3) -> str:
    return ", ".join(ids[:most]) + (", …" if len(ids) > most else "")
