"""What two revisions differ in, as a document: the verdict, what matters most, and the rest folded away."""

from collections.abc import Iterator

from confoundry.comment.curves import curves
from confoundry.comment.document import Block, Bullets, Code, Curve, Document, Fold, Paragraph, Table
from confoundry.comment.gates import broken_gates, gate_changes, other_gates
from confoundry.comment.words import changed_input, difference, from_to, judgement, metric
from confoundry.comparison.changes import Change
from confoundry.comparison.difference import Difference
from confoundry.comparison.numbers import Cell
from confoundry.comparison.sentence import sentence
from confoundry.diagnosis.names import HARDLY_LEARNED
from confoundry.evaluation.comparisons import OPEN

ROWS = 20  # of the first table
FEW = 5  # lines of what is told in full further down
REMOTE = ["dvc remote add --default storage s3://BUCKET/PATH  # and commit .dvc/config", "dvc push --run-cache"]
READING = [
    "Drawn to it (excess_pull): of 100 answers, how many name the shortcut's class because that was learned.",
    "Accuracy lost (shortcut_cost): where the shortcut misleads, against the same shortcut mixed, in points.",
    "Right, mixed: accuracy where the shortcut says nothing about the class. Right: on untouched images.",
    "Differences are after less before, in points, on the same images and training seeds, with 95 % limits; what is "
    "judged is corrected for the number of comparisons (Holm).",
    "Same: surely smaller than what matters. Small: there, but smaller than what matters. Not resolved: more training "
    "seeds could tell.",
    "Unpaired and not measured are no good news: nobody knows.",
]

BRACKETS = (
    "Not resolved, in brackets: the difference in points that these training seeds find 8 times in 10; what is smaller "
    "may be there."
)


def document(found: Difference) -> Document:
    """Return a difference as a document."""
    return Document(list(_blocks(found)))


def _blocks(found: Difference) -> Iterator[Block]:
    yield Paragraph(sentence(found), strong=True)
    yield Paragraph(_basis(found))
    if warned := [f"⚠ {one}" for one in [*found.warnings, found.unpaired, *found.notes, _hardly(found)] if one]:
        yield Bullets(warned)
    if found.remote_helps:
        yield Paragraph(
            "A remote keeps answers; on the branch that is compared with, these two lines set it up and fill it:"
        )
        yield Code(REMOTE)
    if found.changes:
        yield changes_table(found.changes[:ROWS])
        if any(one.judgement == OPEN and one.detectable > 0 for one in found.changes[:ROWS]):
            yield Paragraph(BRACKETS)
    yield from broken_gates(found)
    if turned := [*gate_changes(found), *_turned(found)]:
        yield Bullets(turned)
    drawn = curves(found)
    yield from drawn[:1]
    yield Bullets(list(_facts(found)))
    yield from _folds(found, drawn[1:])


def _hardly(found: Difference) -> str:
    """Say whose verdicts say little, since the network has hardly learned."""
    cells = [cell for cell in found.after.cells if HARDLY_LEARNED in (found.after.cause(cell) or "").split(", ")]
    names = list(dict.fromkeys(variant for _, variant in cells))
    if not names:
        return ""
    more = f" and {len(names) - FEW} more" if len(names) > FEW else ""
    who = f"{', '.join(names[:FEW])}{more} {'has' if len(names) == 1 else 'have'}"
    return f"{who} hardly learned: a stock model does far better, so verdicts say little."


def _basis(found: Difference) -> str:
    how = found.against_words
    chosen = f"{found.against[:7]} ({how})" if not found.against.startswith(how) else found.against[:7]
    pairs = f" {_paired(found.changes)}" if any(one.how == "paired" for one in found.changes) else ""
    figures = " Figures are shares of 100." if found.changes else ""
    return f"The working tree against {chosen}.{pairs}{figures}"


def _paired(changes: list[Change]) -> str:
    """Say how many numbers are paired, and on how much."""
    paired = [one for one in changes if one.how == "paired"]
    images, seeds = (
        _range({count for one in paired if (count := getattr(one, name))}) for name in ("images", "replicates")
    )
    return f"{len(paired)} of {len(changes)} numbers are paired, on {images} test images and {seeds} training seeds."


def _range(counts: set[int]) -> str:
    low, high = min(counts, default=0), max(counts, default=0)
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def changes_table(changes: list[Change]) -> Table:
    """Return a row for each change."""
    rows = [
        [
            one.confound,
            one.variant,
            metric(one),
            from_to(one.before, one.after),
            difference(one),
            judgement(one),
        ]
        for one in changes
    ]
    headings = ["shortcut", "variant", "what", "before → now", "difference", "judgement"]
    return Table(headings, rows, ["left", "left", "left", "right", "right", "left"])


def _turned(found: Difference) -> Iterator[str]:
    for (confound, variant), before, after in found.turned:
        yield f"Verdict on {confound} × {variant}: {before} → {after}{_why(found, confound, variant)}."
    yield from _causes(found)[:FEW]
    if found.before is not None and found.added:
        yield f"New: {_cells(found.added)}."
    if found.removed:
        yield f"Gone: {_cells(found.removed)}."


def _causes(found: Difference) -> list[str]:
    """Say of each cell that is diagnosed otherwise than before what was named, and what is."""
    return [
        f"Diagnosis of {confound} × {variant}: {before} → {after}."
        for (confound, variant), before, after in found.other_causes
    ]


def _why(found: Difference, confound: str, variant: str) -> str:
    """Say in brackets what would decide an open verdict."""
    reason = found.after.headline.get(confound, {}).get(variant, {}).get("reason")
    return f" ({reason})" if reason else ""


def _cells(cells: list[Cell]) -> str:
    more = f" and {len(cells) - FEW} more" if len(cells) > FEW else ""
    return ", ".join(" × ".join(cell) for cell in cells[:FEW]) + more


def _facts(found: Difference) -> Iterator[str]:
    """Say what differs in the inputs, what ran, and what the data checks said."""
    if found.before is not None:
        yield from _inputs(found)
        yield _ran(found)
        if not (found.before.recorded and found.after.recorded):
            yield "On which processors the numbers were computed is not recorded (`confoundry run` records it)."
    checks = found.after.validation
    if checks:
        splits = ", ".join(f"{count:,} {name}" for name, count in (checks.get("splits") or {}).items())
        bad = [
            f"{name} ({kind.removesuffix('s')})" for kind in ("failed", "warnings") for name in checks.get(kind) or {}
        ]
        yield (
            f"Data checks: {checks.get('checks')} made, fit: {checks.get('fit')}; {checks.get('images'):,} images "
            f"({splits}); {'noticed: ' + ', '.join(bad) if bad else 'nothing noticed'}."
        )


def _inputs(found: Difference) -> Iterator[str]:
    told = [one for one in found.inputs if one.what != "code"]
    yield from (f"Changed: {changed_input(one)}" for one in told[:FEW])
    code = [one.key for one in found.inputs if one.what == "code"]
    left = len(told) - FEW
    more = f"{left} more setting{'s' if left > 1 else ''}" if left > 0 else ""
    files = f"code in {len(code)} file{'s' if len(code) > 1 else ''} ({_first(code, 2)})" if code else ""
    if more or files:
        yield f"Changed: {' and '.join(one for one in (more, files) if one)}."
    if not found.inputs:
        yield "Images, settings and code are the same."


def _ran(found: Difference) -> str:
    if not found.ran:
        return f"No stage ran again: all {found.stages} are as they were."
    names = _first(found.ran, FEW)
    return f"{len(found.ran)} of {found.stages} stages ran again ({names}); the others are as they were."


def _first(names: list[str], most: int) -> str:
    return ", ".join(names[:most]) + (", …" if len(names) > most else "")


def _folds(found: Difference, drawn: list[Curve]) -> Iterator[Fold]:
    if len(found.changes) > ROWS:
        yield Fold(f"All {len(found.changes)} numbers that are judged", [changes_table(found.changes)])
    if drawn:
        yield Fold("More curves", drawn)
    yield from other_gates(found)
    if len(causes := _causes(found)) > FEW:
        yield Fold(f"All {len(causes)} diagnoses that differ", [Bullets(causes)])
    if len(found.inputs) > 1 and found.before is not None:
        lines = [f"{one.what}: {changed_input(one)}" for one in found.inputs]
        yield Fold(f"All {len(lines)} inputs that differ", [Bullets(lines)])
    if len(found.ran) > FEW and found.before is not None:
        yield Fold(f"The {len(found.ran)} stages that ran again", [Paragraph(", ".join(found.ran))])
    yield Fold("How to read this", [Bullets(READING)])
