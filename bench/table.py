"""The results as tables for a terminal of 80 columns: ratios first, and what they must be."""

from typing import Any

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bench.targets import TARGETS, met
from bench.words import CURVES, NETWORKS, ROWS, judged, plain

STYLES = {True: "bold green", False: "bold red", None: "bold"}
NOT_MEASURED = Text("–", style="dim")


def show(results: dict[str, Any], console: Console) -> None:
    """Print all that was measured."""
    machine = results["machine"]
    console.print(f"\n{machine['processor']}, {machine['cores']} cores, {machine['system']}")
    for part, table in {"networks": races, "study": study, "matrix": matrix, "growth": growth}.items():
        if measured := results.get(part):
            console.print("", table(measured))
            if part == "networks":
                console.print(*notes(measured), sep="\n", style="dim", highlight=False)


def races(networks: dict[str, Any]) -> Table:
    """Return the table of the networks: a row for each side, and the products' share."""
    table = _table("How many times as long training takes as with the engine")
    table.add_column("median, quartiles", no_wrap=True)
    for name in networks:
        table.add_column(NETWORKS[name], justify="right")
    for row, label in ROWS.items():
        table.add_row(label, *(_ratio(name, row, one["rows"].get(row)) for name, one in networks.items()))
    table.add_section()
    table.add_row("engine, ms a step", *(plain_ms(one["sides"]["engine"]["ms_per_step"]) for one in networks.values()))
    table.add_row("products alone, ms", *(plain_ms(_fastest(one["gemm"])) for one in networks.values()))
    table.add_row("share of that limit", *(_share(name, one["gemm"]["share"]) for name, one in networks.items()))
    return table


def notes(networks: dict[str, Any]) -> list[str]:
    """Return what has to be said of the table."""
    lines = ["✓ met, ✗ missed: what the ratio must be. Of several forms and threads the fastest one counts."]
    rows = {row for one in networks.values() for row in one["rows"]}
    if missing := [label for row, label in ROWS.items() if row not in rows]:
        lines.append(f"Not measured: {'; '.join(missing)} (make bench-torch measures all).")
    for name, one in networks.items():
        for row, it in one["rows"].items():
            if it["accuracy"]["same"] is False:
                points = [f"{100 * it['accuracy'][key]:+.1f}" for key in ("mean", "low", "high")]
                figures = f"{points[0]} points ({points[1]} to {points[2]})"
                lines.append(f"{NETWORKS[name]}, accuracy of the engine: {figures} against {ROWS[row]}.")
    return lines


def study(measured: dict[str, Any]) -> Table:
    """Return the table of the default study's trainings."""
    table = _table("The trainings of the default study: stages, and a plain loop of model.fit")
    for label in ("models", "stages, s", "loop, s", "ratio"):
        table.add_column(label, justify="right")
    ratio = _styled(*judged("study", "loop", measured["ratio"]))
    table.add_row(*(plain(measured[name]) for name in ("models", "stages_seconds", "loop_seconds")), ratio)
    if whole := measured.get("whole"):
        scaled = f"{plain(whole['loop_seconds_scaled'])} (scaled)"
        ratio = _styled(*judged("study", "loop", whole["ratio_scaled"]))
        table.add_row(plain(whole["models"]), plain(whole["stages_seconds"]), scaled, ratio)
    return table


def matrix(measured: dict[str, Any]) -> Table:
    """Return the table of the counterfactual matrix."""
    table = _table("How many times as long model.predict takes as the matrix")
    table.add_column("images a call")
    for network in measured:
        table.add_column(NETWORKS[network], justify="right")
    for way, one in next(iter(measured.values())).items():
        if "ratio" in one:
            cells = (_judged_figure(f"matrix_{name}", way, ways[way]["ratio"]) for name, ways in measured.items())
            table.add_row(way, *cells)
    return table


def growth(measured: dict[str, Any]) -> Table:
    """Return the table of the curves: time, and peak memory of all processes."""
    table = _table("Growth: time, and peak memory of all processes")
    table.show_header = False
    table.add_column("")
    for _ in range(max(map(len, measured.values()))):
        table.add_column("", justify="right")
    for curve, (label, seconds) in CURVES.items():
        cells = [f"{one['n']:,}\n{plain(one[seconds])} s\n{one['peak_mib']:,} MiB" for one in measured.get(curve, [])]
        if cells:
            table.add_row(label, *cells)
    return table


def plain_ms(figure: dict[str, float]) -> str:
    """Return a median of milliseconds."""
    return f"{figure['median']:.3f}"


def _table(title: str) -> Table:
    return Table(
        title=f"{title:<78}", title_style="bold", box=SIMPLE, pad_edge=False, collapse_padding=True, min_width=80
    )


def _ratio(network: str, row: str, measured: dict[str, Any] | None) -> Text:
    return NOT_MEASURED if measured is None else _judged_figure(network, row, measured["ratio"])


def _judged_figure(measured: str, row: str, figure: dict[str, float]) -> Text:
    cell = _styled(*judged(measured, row, figure["median"]))
    return cell.append(f"\n{plain(figure['low'])}–{plain(figure['high'])}", style="dim not bold default")


def _styled(text: str, verdict: bool | None) -> Text:
    return Text(text, style=STYLES[verdict])


def _share(network: str, figure: dict[str, float]) -> Text:
    text, verdict = f"{100 * figure['median']:.0f} %", met(network, "gemm", figure["median"])
    if verdict is None:
        return Text(text, style="bold")
    return _styled(f"{text} {'✓' if verdict else '✗'}≥{100 * TARGETS[network, 'gemm']:.0f}", verdict)


def _fastest(gemm: dict[str, Any]) -> dict[str, float]:
    return gemm["ms_per_step"][gemm["fastest"]]
