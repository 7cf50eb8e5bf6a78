"""The difference between two revisions in one sentence: the first thing that a reviewer reads."""

from collections.abc import Sequence

from confoundry.comparison.changes import MISSING, UNPAIRED, Change
from confoundry.comparison.difference import Difference
from confoundry.comparison.gates import GateResult
from confoundry.evaluation.comparisons import BETTER, EQUAL, OPEN, SMALL, WORSE

METRICS = {
    "excess_pull": "more answers drawn to the shortcut",
    "shortcut_cost": "more accuracy lost to the shortcut",
    "conflicting_accuracy": "lower accuracy with the shortcut mixed",
    "plain_accuracy": "lower accuracy on untouched images",
}
PARTS = (
    (WORSE, "worse"),
    (MISSING, "not measured"),
    (BETTER, "better"),
    (SMALL, "slightly different"),
    (UNPAIRED, "unpaired (not judged)"),
    (OPEN, "not resolved"),
    (EQUAL, "the same"),
)


def sentence(found: Difference) -> str:
    """Return the verdict on a change: failed gates, the worst change, the count of each judgement, loosened gates."""
    if found.before is None:
        said = f"Revision {found.against[:7]} has no results, so there is nothing to compare with"
    elif not found.changes:
        said = "The two revisions have no shortcut × variant in common, so nothing can be compared"
    elif found.unchanged:
        said = f"Nothing changed: the results are those of {found.against[:7]}"
    elif all(one.judgement == EQUAL for one in found.changes):
        said = f"No relevant change: {_all(len(found.changes))} the same"
    elif all(one.judgement == UNPAIRED for one in found.changes):
        said = f"No answers could be paired with those of {found.against[:7]}, so no difference was judged"
    else:
        said = _mixed(found.changes)
    if found.broken:
        said = f"{_gates(found.broken)}; {said[0].lower()}{said[1:]}"
    return f"{said}{_looser(found)}."


def _looser(found: Difference) -> str:
    """Say how many numbers are checked less strictly; without older numbers, how many gates are looser."""
    if count := len(found.loosened):
        return f"; gates check {'one number' if count == 1 else f'{count} numbers'} less strictly than before"
    gates = 0 if found.before else sum(one.looser for one in found.gate_changes)
    return f"; {'a gate was' if gates == 1 else f'{gates} gates were'} loosened" if gates else ""


def _gates(broken: Sequence[GateResult]) -> str:
    """Say how many gates failed, and the first number that failed one."""
    gates = len({one.gate.about for one in broken})
    said = f"{gates} gates failed" if gates > 1 else "A gate failed"
    more = f"; and {len(broken) - 1} more" if len(broken) > 1 else ""
    return f"{said} ({broken[0].message}{more})"


def _all(count: int) -> str:
    return f"all {count} numbers are" if count > 1 else "the one number is"


def _mixed(changes: Sequence[Change]) -> str:
    """Name the worst change, and count each judgement."""
    counts = [(sum(one.judgement == judgement for one in changes), words) for judgement, words in PARTS]
    parts = [f"{count} {'is' if count == 1 else 'are'} {words}" for count, words in counts if count]
    of = f"of {len(changes)} numbers" if len(changes) > 1 else "of one number"
    said = f"{of}, {' and '.join([', '.join(parts[:-1]), parts[-1]] if parts[1:] else parts)}"
    worst = changes[0]
    if worst.judgement != WORSE:
        return said[0].upper() + said[1:]
    what = METRICS.get(worst.metric, worst.metric)
    return f"Worse: {worst.confound} × {worst.variant}, {what} ({100 * worst.bad:.1f} points); {said}"
