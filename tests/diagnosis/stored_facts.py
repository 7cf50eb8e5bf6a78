"""What was measured of each variant of studies/causes with three seeds, stored, so that rules are tried in no time.

python -m tests.diagnosis.stored_facts     measures again (about ten minutes), and writes facts_of_causes.json.xz
"""

import dataclasses
import json
import lzma
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import TypeAdapter

from bench.causes import digits, training_digits, variants
from confoundry.diagnosis.facts import DataFacts, Facts, LayerFacts, NetworkFacts, RunFacts, Trial

STORED = Path(__file__).with_name("facts_of_causes.json.xz")
AGAIN = "measure again: python -m tests.diagnosis.stored_facts"
SEEDS = range(3)
TABLES = ("history", "health", "steps")


def examined(name: str, seed: int) -> Facts:
    """Train a variant with a seed, and return what was measured, trials included."""
    from confoundry.diagnosis.diagnose import examine

    variant = variants()[name]
    x, y = training_digits(variant)
    _, *held = digits()["validation"]
    epochs = variant.training["epochs"]
    if patience := variant.training.get("early_stopping"):
        epochs = _best_epoch(variant.build(seed), x, y, held, epochs, patience, seed)
    options = {"epochs": epochs, "batch_size": variant.training["batch_size"], "seed": seed}
    return examine(variant.build(seed), x, y, validation=tuple(held), **options)


def _best_epoch(model, x, y, held, epochs, patience, seed) -> int:
    """Return how many epochs early stopping keeps."""
    from confoundry.training.fitting import fit
    from confoundry.training.stopping import early_stopping

    stop = early_stopping(patience)
    options = {"epochs": epochs, "batch_size": 32, "seed": seed, "validation_data": tuple(held), "callbacks": stop}
    losses = fit(model, x, y, **options).history["val_loss"]
    return 1 + losses.index(min(losses))


def stored(name: str, seed: int) -> Facts:
    """Return what was stored of a variant; an AssertionError where it does not fit today's code."""
    found = _read()
    assert found["fields"] == fields(), f"the fields of the facts have changed; {AGAIN}"
    assert found["variants"].get(name) == described(name), f"the variant {name} has changed; {AGAIN}"
    return from_plain(found["facts"][f"{name} {seed}"])


@cache
def _read() -> dict[str, Any]:
    with lzma.open(STORED, "rt", encoding="utf-8") as file:
        return json.load(file)


def fields() -> dict[str, dict[str, str]]:
    """Return the fields of all facts, with their types as text."""
    kinds = (Facts, NetworkFacts, LayerFacts, DataFacts, RunFacts, Trial)
    return {kind.__name__: {one.name: str(one.type) for one in dataclasses.fields(kind)} for kind in kinds}


def described(name: str) -> dict[str, Any]:
    """Return a variant's settings, as JSON gives them back."""
    variant = variants()[name]
    network = {"kind": type(variant.network).__name__} | variant.network.model_dump(mode="json")
    return json.loads(json.dumps({"network": network, "training": variant.training}))


def as_plain(facts: Facts) -> dict[str, Any]:
    """Return facts as JSON takes them."""
    plain = dataclasses.asdict(facts)
    plain["run"] |= {name: getattr(facts.run, name).to_dict("list") for name in TABLES}
    return plain


def from_plain(plain: dict[str, Any]) -> Facts:
    """Return facts from what `as_plain` gave."""
    run = plain["run"] | {name: pd.DataFrame(plain["run"][name]) for name in TABLES}
    run["trials"] = TypeAdapter(tuple[Trial, ...]).validate_python(run["trials"])
    network = TypeAdapter(NetworkFacts).validate_python(plain["network"])
    return Facts(network, TypeAdapter(DataFacts).validate_python(plain["data"]), RunFacts(**run))


def write(facts: dict[str, dict[str, Any]]) -> None:
    """Store the facts of every variant and seed."""
    found = {"fields": fields(), "variants": {name: described(name) for name in variants()}, "facts": facts}
    text = json.dumps(found, default=lambda number: number.item(), separators=(",", ":"))
    STORED.write_bytes(lzma.compress(text.encode(), preset=9))


def main() -> None:
    """Measure every variant with every seed."""
    facts = {}
    for name in variants():
        print(name, flush=True)
        facts |= {f"{name} {seed}": as_plain(examined(name, seed)) for seed in SEEDS}
    write(facts)


if __name__ == "__main__":
    from confoundry.training.start import start_tensorflow

    start_tensorflow(1)
    main()
