"""`confoundry diagnose`: why a network trains badly or does not generalize."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    import keras

    from confoundry.cli.subject import Subject
    from confoundry.diagnosis.diagnosis import Diagnosis
    from confoundry.sources.held_out import Part, Parts

What = Annotated[
    str, typer.Argument(metavar="MODULE:BUILDER|VARIANT", help="A builder, such as own.my_model:build, or a variant.")
]
Data = Annotated[
    str | None,
    typer.Option(
        metavar="SOURCE", help="mnist-5k, idx:DIR, npz:FILE or csv:FILE. A variant uses the study's data by default."
    ),
]
Epochs = Annotated[
    int | None,
    typer.Option(metavar="N", min=1, help="Passes over the data. Default: the variant's, or 10 for a builder."),
]
Batch = Annotated[
    int | None, typer.Option(metavar="N", min=1, help="Samples per step. Default: the variant's, or 32 for a builder.")
]
Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="NAME=VALUE", help="A keyword argument for the builder, such as units=64. Repeatable."
    ),
]

HELD_OUT_FROM = 50  # samples; with fewer, none are held out


def diagnose(
    what: What,
    data: Data = None,
    epochs: Epochs = None,
    batch_size: Batch = None,
    settings: Set = None,
    label: Annotated[str, typer.Option(metavar="COLUMN", help="The CSV column that holds the labels.")] = "label",
    seed: Annotated[
        int, typer.Option(metavar="N", min=0, help="Seed of the initial weights and the order of samples.")
    ] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")] = False,
) -> None:
    """Explain why a network trains badly or does not generalize.

    The network is trained and monitored. The exit status is 1 if a cause is found. A builder is a function that takes a
    sample's shape and the number of classes (1 for regression) and returns a compiled Keras model. Images are scaled to
    0 … 1.
    """
    from confoundry.cli.subject import subject
    from confoundry.errors import BadInput
    from confoundry.sources.held_out import parts
    from confoundry.sources.reading import read_samples

    found = subject(what, settings or ())
    source = data or found.source
    if not source:
        raise BadInput("--data", expected="a source of samples", came="none", remedy="for example --data mnist-5k")
    samples = read_samples(source, label)
    for note in samples.notes:
        print(f"note: {note}", file=sys.stderr)
    split = _used(parts(samples, validation=found.validation, test=found.test), found.images, seed)
    trained = {"epochs": epochs or found.epochs, "batch_size": batch_size or found.batch_size}
    words = _words(found, source, split, **trained)
    with _working(words):
        diagnosis = _diagnosed(found, split, samples.classes, seed=seed, **trained)
    _print(diagnosis, words, as_json)
    if not diagnosis.healthy:
        raise typer.Exit(1)


def _used(split: "Parts", images: float | None, seed: int) -> "Parts":
    """Keep only the training images that the variant uses in the study."""
    from dataclasses import replace

    from confoundry.training.chosen import first_images

    if images is None or not split.ids:
        return split
    kept = first_images(split.ids, images, seed)
    return replace(split, train=(split.train[0][kept], split.train[1][kept]))


def _diagnosed(
    found: "Subject", split: "Parts", classes: int, *, epochs: int, batch_size: int, seed: int
) -> "Diagnosis":
    """Build the network from its own seed, train it and diagnose it."""
    from confoundry.training.start import start_tensorflow

    start_tensorflow(threads=1)
    import keras

    from confoundry.diagnosis.diagnose import diagnose as diagnosed
    from confoundry.keys import key

    keras.utils.clear_session()
    keras.utils.set_random_seed(key(seed, "weights", 0) % 2**32)
    model = found.build(split.train[0].shape[1:], classes)
    train, held_out = _fitting(model, split, classes) if found.fitting else (split.train, split.held_out)
    options = {"epochs": epochs, "batch_size": batch_size, "seed": key(seed, "batches", 0)}
    return diagnosed(model, *train, validation=held_out, **options)


def _fitting(model: "keras.Model", split: "Parts", classes: int) -> "tuple[Part, Part | None]":
    """Return the samples with labels in the form that the model's loss needs."""
    from confoundry.diagnosis.labels import labels_for
    from confoundry.diagnosis.measured.compiled import loss_facts

    try:
        shape = model(split.train[0][:1], training=False).shape
    except (
        AttributeError,
        TypeError,
        ValueError,
    ):  # inputs of another shape, or several outputs: reported by `diagnose`
        return split.train, split.held_out
    options = {"loss": loss_facts(model.loss)["loss"], "outputs": shape[-1] if len(shape) > 1 else 1}

    def fitting(part: "Part") -> "Part":
        return part[0], labels_for(part[1], classes=classes, **options)

    return fitting(split.train), fitting(split.held_out) if split.held_out else None


def _words(found: "Subject", source: str, split: "Parts", *, epochs: int, batch_size: int) -> str:
    samples = len(split.train[0])
    held = f", {len(split.held_out[0]):,} held out" if split.held_out else ""
    held = held or (", a fifth of them held out" if samples >= HELD_OUT_FROM else "")
    passes = f"{epochs} epoch{'s' if epochs > 1 else ''}"
    return f"{found.name} on {source}: {samples:,} samples{held}; {passes}, batches of {batch_size}."


@contextmanager
def _working(words: str) -> Iterator[None]:
    """Report progress on stderr, with a clock on a terminal; keep stdout for the answer."""
    import warnings

    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    if not console.is_terminal:
        print(f"diagnose · {words}", file=sys.stderr)
    with (
        Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar,
        redirect_stdout(sys.stderr),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")  # such as a note that training uses Keras' own loop
        bar.add_task(f"training {words.partition(': ')[0]}")
        yield


def _print(diagnosis: "Diagnosis", words: str, as_json: bool) -> None:
    import json

    if as_json:
        print(json.dumps(diagnosis.as_json(), indent=2, ensure_ascii=False))
    else:
        print(diagnosis.as_text(words), end="")
