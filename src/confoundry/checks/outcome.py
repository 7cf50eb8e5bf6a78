"""The results of checks: for each its name, whether it passed, and the rows that failed."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

Severity = Literal["critical", "warning", "info"]


@dataclass(frozen=True)
class Check:
    """The result of one check, named after the defect that it looks for.

    Attributes:
        name: The defect, such as `repeated_ids`.
        passed: Whether the defect was not found.
        severity: Only a failed `critical` check makes the data unfit.
        expected: The expectation, as a sentence.
        failed: Number of rows with the defect; 0 if the check passed.
        ids: Up to ten of these rows.
    """

    name: str
    passed: bool
    severity: Severity
    expected: str
    failed: int
    ids: tuple[str, ...]

    @property
    def words(self) -> str:
        """The name in words."""
        return self.name.replace("_", " ")


@dataclass(frozen=True)
class Checked:
    """The results of several checks by name, in the order in which they are shown."""

    checks: Mapping[str, Check]

    @property
    def passed(self) -> bool:
        """Whether no critical check failed."""
        return not self.failed("critical")

    def failed(self, *severities: Severity) -> list[Check]:
        """Return the failed checks of these severities."""
        return [check for check in self.checks.values() if not check.passed and check.severity in severities]

    def failures(self) -> str:
        """Return the failed critical checks in one line: `repeated ids (2: 1f0c…, 77ab…)`."""
        return ", ".join(
            f"{check.words} ({check.failed:,}: {_few(check.ids)})" if check.ids else check.words
            for check in self.failed("critical")
        )

    def as_json(self) -> dict[str, dict[str, Any]]:
        """Return plain values, keyed by the checks' names."""
        return {name: {**asdict(check), "ids": list(check.ids)} for name, check in self.checks.items()}


def _few(ids: tuple[str, ...], most: int = 3) -> str:
    return ", ".join(ids[:most]) + (", …" if len(ids) > most else "")
