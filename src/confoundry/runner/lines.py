"""The lines that a run prints: one for each step that did something, and a summary at the end."""

from collections.abc import Sequence

from confoundry.runner.steps import Did, StepOutcome, Tally
from confoundry.wording import duration

ERROR = "error: "  # how the line begins with which a stage reports an error


def step_line(name: str, outcome: StepOutcome, done: int, of: int, left: float | None) -> str:
    """Return the line of a step that ended: `7 of 24 · its last line · about 2 min left`."""
    group = name.partition("@")[0]  # some stages print their own name
    said = {
        Did.RAN: outcome.says if outcome.says.startswith(f"{group} ") else f"{name} · {outcome.says}",
        Did.RESTORED: f"{name} · restored from the cache",
        Did.UNCHANGED: f"{name} · unchanged",
        Did.FAILED: f"{name} · FAILED: {outcome.says}",
        Did.SKIPPED: f"{name} · skipped because {outcome.says}",
        Did.STOPPED: f"{name} · stopped",
    }[outcome.did].removesuffix(" · ")
    rest = f" · about {duration(left)} left" if left and outcome.succeeded and done < of else ""
    return f"{done} of {of} · {said}{rest}"


def failure_lines(outcome: StepOutcome) -> list[str]:
    """Return the last lines that a failed step printed, without those that its outcome says already."""
    return [f"  | {line}" for line in outcome.tail if not _is_said(line, outcome.says)]


def _is_said(line: str, says: str) -> bool:
    return line.startswith(ERROR) and line.removeprefix(ERROR) in says


def closing_lines(tally: Tally, seconds: float) -> list[str]:
    """Return the last lines of a run: each reason for a failure, with its logs, then what the steps did, counted."""
    lines, reasons = [], dict.fromkeys(outcome.says for outcome in tally.failed.values())
    for says in reasons:
        same = {name: outcome.log for name, outcome in tally.failed.items() if outcome.says == says}
        lines += ["", f"{_some(list(same))} {says}", *(f"  full log: {log}" for log in same.values() if log)]
    counts = [f"{len(names)} {did}" for did in Did if (names := tally.of(did))]
    return [*lines, *([""] if lines else []), f"{', '.join(counts) or 'nothing to do'}, in {duration(seconds)}"]


def failed_message(failed: Sequence[str], skipped: Sequence[str]) -> str:
    """Return one line that names the steps that failed."""
    stages = "1 stage that depends" if len(skipped) == 1 else f"{len(skipped)} stages that depend"
    rest = f"; {stages} on {'it' if len(failed) == 1 else 'them'} did not run" if skipped else ""
    return f"{_some(failed)} failed{rest}"


def _some(names: Sequence[str], most: int = 5) -> str:
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")
