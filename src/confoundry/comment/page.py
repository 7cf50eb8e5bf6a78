"""The differences between two revisions, as a document: the verdict, the most important numbers, the rest collapsed."""

from collections.abc import Iterator

from confoundry.comment.curves import curves
from confoundry.comment.document import Block, Bullets, Code, Curve, Document, Fold, Paragraph, Table
from confoundry.comment.gates import failed_gates, gate_changes, other_gates
from confoundry.comment.words import changed_input, difference, from_to, judgement, metric
from confoundry.comparison.changes import Change
from confoundry.comparison.difference import Difference
from confoundry.comparison.numbers import Cell
from confoundry.comparison.sentence import sentence
from confoundry.diagnosis.names import HARDLY_LEARNED
from confoundry.evaluation.comparisons import OPEN
from confoundry.figures import Figure
from confoundry.wording import counted

ROWS = 20  # of the first table
FEW = 5  # lines of a list whose rest is collapsed further down
REMOTE = ["dvc remote add --default storage s3://BUCKET/PATH  # and commit .dvc/config", "dvc push --run-cache"]
READING = [
    "Drawn to shortcut (excess_pull): extra answers that name the shortcut's class, compared with the control (where "
    "the shortcut is unrelated to the class), per 100 answers.",
    "Accuracy lost (shortcut_cost): points of accuracy lost where the shortcut misleads, compared with the control.",
    "Accuracy, mixed (conflicting_accuracy): accuracy of the control where the shortcut does not match the class.",
    "Accuracy (plain_accuracy): accuracy on untouched images.",
    "Differences are after minus before, in points, on the same images and training seeds, with 95% confidence "
    "intervals. Judgements are Holm-corrected over all comparisons.",
    "Same: confidently below the relevance threshold (limits.matters). Small: a real difference below that threshold. "
    "Not resolved: more training seeds could decide.",
    "Unpaired and not measured are not good news: these numbers could have become worse.",
]

BRACKETS = (
    "In brackets after “not resolved”: the difference, in points, that these training seeds would detect 8 times in "
    "10. A smaller difference may have been missed."
)


def document(found: Difference) -> Document:
    """Return the document for the differences between two revisions."""
    return Document(list(_blocks(found)))


def _blocks(found: Difference) -> Iterator[Block]:
    yield Paragraph(sentence(found), strong=True)
    yield Paragraph(_basis(found))
    if warned := [f"⚠ {one}" for one in _warnings(found) if one]:
        yield Bullets(warned)
    if found.remote_helps:
        yield Paragraph(
            "A DVC remote keeps the answers. On the branch you compare with, these two commands set it up and fill it:"
        )
        yield Code(REMOTE)
    if found.changes:
        yield changes_table(found.changes[:ROWS])
        if any(one.judgement == OPEN and one.detectable > 0 for one in found.changes[:ROWS]):
            yield Paragraph(BRACKETS)
    yield from failed_gates(found)
    if changed := [*_inputs(found), *gate_changes(found), *_changed_verdicts(found)]:
        yield Bullets(changed)
    drawn = curves(found)
    yield from drawn[:1]
    yield Bullets(list(_facts(found)))
    yield from _folds(found, drawn[1:])


def _warnings(found: Difference) -> list[str]:
    return [*found.warnings, found.unpaired, _on_trust(found), *found.notes, _hardly(found)]


def _on_trust(found: Difference) -> str:
    """Say whose numbers could not be computed again."""
    count, cells = len(found.on_trust), len(found.after.cells)
    if not count:
        return ""
    who = "All numbers were" if count == cells else f"The numbers of {count} of {cells} shortcut × variant were"
    return f"{who} taken on trust: the answers that they came from are neither in the DVC cache nor in a remote."


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
    figures = " Numbers are percentages." if found.changes else ""
    return f"The working tree compared with {chosen}.{pairs}{figures}"


def _paired(changes: list[Change]) -> str:
    """Say how many numbers are paired, and on how many images and training seeds."""
    paired = [one for one in changes if one.how == "paired"]
    images, seeds = (
        _range({count for one in paired if (count := getattr(one, name))}, what)
        for name, what in (("images", "test image"), ("replicates", "training seed"))
    )
    are = "number is" if len(changes) == 1 else "numbers are"
    return f"{len(paired)} of {len(changes)} {are} paired, on {images} and {seeds}."


def _range(counts: set[int], what: str) -> str:
    low, high = min(counts, default=0), max(counts, default=0)
    return counted(low, what) if low == high else f"{low:,} to {counted(high, what)}"


def changes_table(changes: list[Change]) -> Table:
    """Return a row for each change."""
    rows = [
        [
            one.confound,
            one.variant,
            metric(one),
            from_to(one.before, one.after),
            difference(Figure(one.difference, one.low, one.high)),
            judgement(one),
        ]
        for one in changes
    ]
    headings = ["shortcut", "variant", "number", "before → now", "difference", "judgement"]
    return Table(headings, rows, ["left", "left", "left", "right", "right", "left"])


def _changed_verdicts(found: Difference) -> Iterator[str]:
    for (confound, variant), before, after in found.changed_verdicts:
        yield f"Verdict on {confound} × {variant}: {before} → {after}{_why(found, confound, variant)}."
    yield from _causes(found)[:FEW]
    if found.before is not None and found.added:
        yield f"New: {_cells(found.added)}."
    if found.removed:
        yield f"Removed: {_cells(found.removed)}."


def _causes(found: Difference) -> list[str]:
    """Describe each changed diagnosis: the causes named before and now."""
    return [
        f"Diagnosis of {confound} × {variant}: {before} → {after}."
        for (confound, variant), before, after in found.changed_causes
    ]


def _why(found: Difference, confound: str, variant: str) -> str:
    """Say in brackets what would decide an undecided verdict."""
    reason = found.after.headline.get(confound, {}).get(variant, {}).get("reason")
    return f" ({reason})" if reason else ""


def _cells(cells: list[Cell]) -> str:
    more = f" and {len(cells) - FEW} more" if len(cells) > FEW else ""
    return ", ".join(" × ".join(cell) for cell in cells[:FEW]) + more


def _facts(found: Difference) -> Iterator[str]:
    """Describe the re-run stages, the processors, and the data checks."""
    if found.before is not None:
        yield _ran(found)
        if not (found.before.recorded and found.after.recorded):
            yield "It is not recorded which processors computed the numbers (`confoundry run` records it)."
    checks = found.after.validation
    if checks:
        splits = ", ".join(f"{count:,} {name}" for name, count in (checks.get("splits") or {}).items())
        bad = [
            f"{name} ({kind.removesuffix('s')})" for kind in ("failed", "warnings") for name in checks.get(kind) or {}
        ]
        yield (
            f"Data checks: {checks.get('checks')} run, data fit: {checks.get('fit')}; {checks.get('images'):,} images "
            f"({splits}); {'findings: ' + ', '.join(bad) if bad else 'no findings'}."
        )


def _inputs(found: Difference) -> Iterator[str]:
    """Describe the changed inputs: what may have caused the changes."""
    if found.before is None:
        return
    settings = [one for one in found.inputs if one.what != "code"]
    yield from (f"Changed: {changed_input(one)}" for one in settings[:FEW])
    code = [one.key for one in found.inputs if one.what == "code"]
    left = len(settings) - FEW
    more = counted(left, "more setting") if left > 0 else ""
    files = f"code in {counted(len(code), 'file')} ({_first(code, 2)})" if code else ""
    if more or files:
        yield f"Changed: {' and '.join(one for one in (more, files) if one)}."
    if not found.inputs:
        yield "Images, settings and code are unchanged."


def _ran(found: Difference) -> str:
    if not found.ran:
        return f"No stage ran again: all {found.stages} are unchanged."
    names = _first(found.ran, FEW)
    return f"{len(found.ran)} of {counted(found.stages, 'stage')} ran again ({names}); the others are unchanged."


def _first(names: list[str], most: int) -> str:
    return ", ".join(names[:most]) + (", …" if len(names) > most else "")


def _folds(found: Difference, drawn: list[Curve]) -> Iterator[Fold]:
    if len(found.changes) > ROWS:
        yield Fold(f"All {len(found.changes)} judged numbers", [changes_table(found.changes)])
    if drawn:
        yield Fold("More curves", drawn)
    yield from other_gates(found)
    if len(causes := _causes(found)) > FEW:
        yield Fold(f"All {len(causes)} changed diagnoses", [Bullets(causes)])
    if len(found.inputs) > 1 and found.before is not None:
        lines = [f"{one.what}: {changed_input(one)}" for one in found.inputs]
        yield Fold(f"The {len(lines)} changed inputs", [Bullets(lines)])
    if len(found.ran) > FEW and found.before is not None:
        yield Fold(f"The {len(found.ran)} stages that ran again", [Paragraph(", ".join(found.ran))])
    yield Fold("How to read this", [Bullets(READING)])
