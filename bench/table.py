"""The results as tables for a terminal of 80 columns: ratios first, and what they must be."""

from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bench.targets import TARGETS, met

NETWORK_NAMES = {"mlp": "MLP", "mlp_l2": "with L2", "mlp_dropout": "dropout", "cnn": "CNN", "lenet": "LeNet-5"}
ROW_NAMES = {
    "fit": "model.fit",
    "fit_1": "model.fit, one thread",
    "best": "model.fit at its best",
    "eager": "PyTorch, eager",
    "compiled": "PyTorch, compiled",
    "jax": "JAX, scan",
}
NOT_MEASURED = "–"


def show(results: dict[str, Any], console: Console) -> None:
    """Print all that was measured."""
    machine = results["machine"]
    console.print(f"{machine['processor']}, {machine['cores']} cores, {machine['system']}")
    if networks := results.get("networks"):
        console.print(_races(networks))
        console.print(_notes(networks))


def _races(networks: dict[str, Any]) -> Table:
    table = Table(title="Training: how many times as long as with the engine", title_justify="left", expand=True)
    table.add_column("median, quartiles")
    for name in networks:
        table.add_column(NETWORK_NAMES[name], justify="right")
    for row, label in ROW_NAMES.items():
        table.add_row(label, *(_ratio(name, row, one["rows"].get(row)) for name, one in networks.items()))
    table.add_section()
    table.add_row("share of GEMM limit", *(_share(name, one["gemm"]["share"]) for name, one in networks.items()))
    table.add_row("engine, ms a step", *(_engine(one) for one in networks.values()))
    return table


def _ratio(network: str, row: str, measured: dict[str, Any] | None) -> Text:
    if measured is None:
        return Text(NOT_MEASURED, style="dim")
    figure = measured["ratio"]
    cell = judged(network, row, figure["median"], plain(figure["median"]))
    return cell.append(f"\n{plain(figure['low'])}–{plain(figure['high'])}", style="dim not bold")


def _share(network: str, figure: dict[str, Any]) -> Text:
    return judged(network, "gemm", figure["median"], f"{100 * figure['median']:.0f} %", scale=100)


def _engine(network: dict[str, Any]) -> Text:
    return Text(f"{network['sides']['engine']['ms_per_step']['median']:.3f}")


def judged(network: str, row: str, value: float, text: str, scale: float = 1) -> Text:
    """Return a figure, and beside it whether it is what it must be."""
    verdict = met(network, row, value)
    if verdict is None:
        return Text(text, style="bold")
    least = plain(scale * TARGETS[network, row])
    return Text(f"{text} {'✓' if verdict else '✗'}≥{least}", style="bold green" if verdict else "bold red")


def plain(value: float) -> str:
    """Return a number as short as it is still told apart."""
    return f"{value:.0f}" if value >= 20 or value == int(value) else f"{value:.1f}" if value >= 3 else f"{value:.2g}"


def _notes(networks: dict[str, Any]) -> str:
    lines = ["✓ ✗: met, missed, and what must be reached. Of several forms and threads the fastest counts."]
    rows = {row for one in networks.values() for row in one["rows"]}
    if missing := [label for row, label in ROW_NAMES.items() if row not in rows]:
        lines.append(f"Not measured (make bench-torch): {', '.join(missing)}.")
    for name, one in networks.items():
        other = [ROW_NAMES[row] for row, it in one["rows"].items() if it["accuracy"]["same"] is False]
        if other:
            lines.append(f"{NETWORK_NAMES[name]}: accuracy differs from {', '.join(other)}.")
    return "\n".join(lines)
