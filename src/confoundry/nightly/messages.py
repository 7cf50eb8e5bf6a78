"""The messages of a nightly audit: in the state of its run, in its commit, in a notification."""

from collections.abc import Mapping
from typing import Any

from confoundry.nightly.compared import Diff, DiffChange, DiffGate, DiffInput

SHOWN = 5  # of each kind of line, at most


def failed_gates(comparisons: Mapping[str, Diff], page: str) -> str | None:
    """Return which gates failed, compared with what, what changed, and where the page is; None if no gate failed.

    Args:
        comparisons: Tonight's comparisons, by the name of the other revision, such as `the last nightly audit`.
        page: Where the page is.
    """
    gates: dict[str, list[str]] = {}
    for name, one in comparisons.items():
        for gate in one.broken:
            gates.setdefault(gate.message, []).append(_against(gate, one, name))
    if not gates:
        return None
    inputs = {item: None for one in comparisons.values() if one.broken for item in map(_input, one.inputs)}
    return "\n".join(
        [
            "A gate failed:" if len(gates) == 1 else f"{len(gates)} gates failed:",
            *_few(["\n  ".join([message, *details]) for message, details in gates.items()]),
            f"Changed: {'; '.join(_few(list(inputs)))}" if inputs else "Changed: no input",
            f"Page: {page}",
        ]
    )


def _against(gate: DiffGate, comparison: Diff, name: str) -> str:
    """Return what a gate compares with, and the number before and after if it was compared."""
    change = comparison.change(gate)
    return f"compared with {name} ({comparison.against[:7]}){f': {_change(change)}' if change else ''}"


def _change(change: DiffChange) -> str:
    text = f"{_number(change.before)} → {_number(change.after)}" + (" points" if change.after is not None else "")
    if change.difference is not None:
        text += f", difference {_number(change.difference)}"
    if change.low is not None and change.high is not None:
        text += f" ({_number(change.low)} to {_number(change.high)})"
    return f"{text}, {change.judgement}"


def _number(value: float | None) -> str:
    """Return a share in points."""
    return "not measured" if value is None else f"{100 * value:.4g}".replace("-", "−")


def _input(item: DiffInput) -> str:
    return f"{item.what} {item.key} {_value(item.before)} → {_value(item.after)}"


def _value(value: Any) -> str:
    """Show a value briefly: only the beginning of a hash."""
    text = "nothing" if value is None else str(value)
    return text[:12] + "…" if len(text) > 24 else text


def _few(lines: list[str]) -> list[str]:
    left = len(lines) - SHOWN
    return [*lines[:SHOWN], f"and {left} more"] if left > 0 else lines


def recorded_message(day: str, revision: str, comparisons: Mapping[str, Diff], broken: str | None) -> str:
    """Return the message of the commit that records a nightly audit: the day, the audited revision, the results."""
    said = [f"Compared with {name} ({one.against[:7]}): {one.verdict}" for name, one in comparisons.items()]
    return "\n\n".join([f"Nightly audit of {revision[:7]} on {day}", *said, *([broken] if broken else [])]) + "\n"
