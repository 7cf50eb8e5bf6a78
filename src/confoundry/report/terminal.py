"""The verdicts as a table for terminals of at least 80 columns."""

from typing import Any

from rich import box
from rich.table import Table
from rich.text import Text

from confoundry.alignments import CONTROL, alignment_text
from confoundry.confounds.base import Confound
from confoundry.figures import Figure, Figures
from confoundry.report.learned import NOTHING_KNOWN, Learning
from confoundry.report.verdicts import FAILED, HARDLY, Tone, verdict
from confoundry.study import StudySettings
from confoundry.wording import NOTHING, interval, points, share, tolerance_words

STYLES: dict[Tone, str] = {"good": "green", "bad": "red", "warn": "yellow", "open": "cyan"}


def verdict_table(
    study: StudySettings,
    confounds: dict[str, Confound],
    headline: dict[str, dict[str, dict[str, Any]]],
    figures: Figures,
    learning: Learning = NOTHING_KNOWN,
) -> Table:
    """Return a table with a block for each shortcut and a row for each variant.

    Args:
        study: What was compared.
        confounds: Its shortcuts.
        headline: The verdicts.
        figures: All numbers.
        learning: How well each network does, compared with a stock model.
    """
    table = _empty()
    verdict_at = alignment_text(study.verdict_at)
    for confound in sorted(study.confounds, key=lambda name: confounds[name].levels < 2):
        untouched = confounds[confound].levels < 2
        table.add_section()
        table.add_row(Text("no shortcut" if untouched else confounds[confound].noun, style="bold"))
        for variant in study.variants:
            entry = headline.get(confound, {}).get(variant)
            if entry is not None:
                hardly = learning.hardly(confound, variant)
                cells = (
                    _plain(figures, confound, variant, learning)
                    if untouched
                    else _planted(entry, figures, confound, variant, verdict_at)
                )
                table.add_row(f"  {variant}", _verdict(entry, hardly=hardly, alone=untouched), *cells)
    return table


def _empty() -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    table.add_column("variant", no_wrap=True, overflow="ellipsis")
    table.add_column("verdict")
    table.add_column("drawn to it,\nof 100", justify="right", no_wrap=True)
    table.add_column("accuracy\nlost, points", justify="right", no_wrap=True)
    table.add_column("holds\nup to", justify="right", no_wrap=True)
    return table


def _plain(figures: Figures, confound: str, variant: str, learning: Learning) -> list[Text]:
    right, stock = figures.of(confound, variant, "plain_accuracy", CONTROL), learning.stock(confound, variant)
    found = [Text(f"{share(right)} right" if right.known else NOTHING)]
    return [*found, Text(f"stock: {stock}", style="dim")] if stock else found


def _planted(entry: dict[str, Any], figures: Figures, confound: str, variant: str, verdict_at: str) -> list[Text]:
    if entry["verdict"] == FAILED:
        return [Text(NOTHING) for _ in range(3)]
    found = [figures.of(confound, variant, metric, verdict_at) for metric in ("excess_pull", "shortcut_cost")]
    return [*(_figure(figure) for figure in found), Text(tolerance_words(entry.get("tolerance"), least="≥ {}"))]


def _verdict(entry: dict[str, Any], *, hardly: bool, alone: bool) -> Text:
    """Return a verdict; `hardly learned` is added below it, or replaces it if there is no shortcut."""
    lines = [] if hardly and alone else [verdict(entry["verdict"])]
    lines += [verdict(HARDLY)] if hardly else []
    return Text("\n").join(Text(f"{one.mark} {one.says('it')}", style=STYLES[one.tone]) for one in lines)


def _figure(figure: Figure) -> Text:
    limits = interval(figure)
    return Text(points(figure)).append(f" ({limits})" if limits else "", style="dim")
