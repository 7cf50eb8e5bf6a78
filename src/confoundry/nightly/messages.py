"""The messages of a nightly audit: in the state of its run, in its commit, in a notification."""

from collections.abc import Mapping
from typing import Any

from confoundry.nightly.compared import Diff, DiffChange, DiffGate, DiffInput

SHOWN = 5  # of each kind of line, at most


def failure(comparisons: Mapping[str, Diff], page: str, since: str | None = None) -> str | None:
    """Return why a night fails: the gates that failed, compared with what, what changed, and what to do.

    The first line holds the reason. None if no gate failed and all could be compared.

    Args:
        comparisons: Tonight's comparisons, by the name of the other revision, such as `the last accepted night`.
        page: Where the page is.
        since: The day of the first night that failed since the last accepted one; None if that is tonight.
    """
    gates: dict[str, list[str]] = {}
    for name, one in comparisons.items():
        for gate in one.broken:
            gates.setdefault(gate.message, []).append(_against(gate, one, name))
    lost = [
        f"Compared with {name} ({one.against[:7]}): {one.verdict}" for name, one in comparisons.items() if one.failed
    ]
    if not gates and not lost:
        return None
    found = ["\n  ".join([message, *details]) for message, details in gates.items()]
    if found:
        found[0] = f"{'A gate' if len(found) == 1 else f'{len(found)} gates'} failed: {found[0]}"
    inputs = {item: None for one in comparisons.values() if one.broken for item in map(_input, one.inputs)}
    changed = [f"Changed: {'; '.join(_few(list(inputs)))}" if inputs else "Changed: no input"] if found else []
    failing = f"Failing since {since}. " if since else ""
    advice = f"{failing}Fix it, or accept it with: confoundry nightly --accept"
    return "\n".join([*_few(found), *_few(lost), *changed, advice, f"Page: {page}"])


def _result(name: str, comparison: Diff) -> str:
    return f"Compared with {name} ({comparison.against[:7]}): {comparison.verdict}"


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


def recorded_message(day: str, revision: str, comparisons: Mapping[str, Diff], broken: str | None, trailer: str) -> str:
    """Return the message of the commit that records a nightly audit: the day, the audited revision, the results."""
    said = [_result(name, one) for name, one in comparisons.items()]
    parts = [f"Nightly audit of {revision[:7]} on {day}", *said, *([broken] if broken else []), trailer]
    return "\n\n".join(parts) + "\n"
