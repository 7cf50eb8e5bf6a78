"""What a night tells: in the state of its run, in the commit that records it, in a notification."""

from collections.abc import Mapping
from typing import Any

from confoundry.nightly.compared import Change, Comparison, Gate, Input

SHOWN = 5  # of each kind of line, at most


def broken_gates(comparisons: Mapping[str, Comparison], page: str) -> str | None:
    """Say which gates are broken against what, what changed with them, and where the page is; None where none is.

    Args:
        comparisons: Tonight's comparisons by the name of what it is compared with, as `the last night`.
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
            "A gate is broken:" if len(gates) == 1 else f"{len(gates)} gates are broken:",
            *_few(["\n  ".join([message, *told]) for message, told in gates.items()]),
            f"Changed: {'; '.join(_few(list(inputs)))}" if inputs else "Changed: no input",
            f"Page: {page}",
        ]
    )


def _against(gate: Gate, comparison: Comparison, name: str) -> str:
    """Return what a gate is held against, with the number before and after where it was compared."""
    change = comparison.change(gate)
    return f"against {name} ({comparison.against[:7]}){f': {_change(change)}' if change else ''}"


def _change(change: Change) -> str:
    told = f"{_number(change.before)} → {_number(change.after)}" + (" points" if change.after is not None else "")
    if change.difference is not None:
        told += f", difference {_number(change.difference)}"
    if change.low is not None and change.high is not None:
        told += f" ({_number(change.low)} to {_number(change.high)})"
    return f"{told}, {change.judgement}"


def _number(value: float | None) -> str:
    """Return a share as points of 100."""
    return "not measured" if value is None else f"{100 * value:.4g}".replace("-", "−")


def _input(item: Input) -> str:
    return f"{item.what} {item.key} {_value(item.before)} → {_value(item.after)}"


def _value(value: Any) -> str:
    """Show a value briefly: of a hash its beginning."""
    text = "nothing" if value is None else str(value)
    return text[:12] + "…" if len(text) > 24 else text


def _few(lines: list[str]) -> list[str]:
    left = len(lines) - SHOWN
    return [*lines[:SHOWN], f"and {left} more"] if left > 0 else lines


def recorded_message(day: str, revision: str, comparisons: Mapping[str, Comparison], broken: str | None) -> str:
    """Return the message of the commit that records a night: when, what was audited, what came out."""
    said = [f"Against {name} ({one.against[:7]}): {one.verdict}" for name, one in comparisons.items()]
    return "\n\n".join([f"Night of {day}: {revision[:7]} audited", *said, *([broken] if broken else [])]) + "\n"
