"""Stands in for the stage `evaluate`: the share `l2` of a model's answers is wrong, all others are right.

Which ones are wrong depends on the image alone, so that a larger `l2` is wrong about the same images and more. A model
of the control answers these with the next class, any other with the class that the value shown goes with.
"""

import json
from collections.abc import Sequence

import numpy as np

from confoundry.alignments import CONTROL
from confoundry.evaluation.answer_tables import ANSWER_TABLES, Model, answer_rows, effect_rows, group_rows, mean_rows
from confoundry.evaluation.answers import Shown, answers, sums
from confoundry.files.fit import require_fit
from confoundry.files.frames import read_table
from confoundry.files.long_tables import long_tables
from confoundry.files.whole import whole
from confoundry.paths import CONFOUNDED, MODELS, RAW_MANIFEST, RESULTS
from confoundry.stages.entry import run, run_as_process
from confoundry.stages.resolved import read_confound


def evaluate(confound: str, variant: str) -> None:
    """Write results/<confound>/<variant>/: answers, effects, means and groups."""
    require_fit()
    levels = read_confound(confound).levels
    manifest = read_table("manifest", RAW_MANIFEST)
    maps = read_table("maps", CONFOUNDED / confound / "maps.parquet")
    test, held = (manifest[manifest["split"] == name] for name in ("test", "validation"))
    place, wrong = f"{confound}/{variant}", 0.0
    with whole(RESULTS / place) as scratch, long_tables(ANSWER_TABLES, scratch) as tables:
        for path in sorted((MODELS / place).glob("*.keras")):
            alignment, replicate = path.stem.rsplit("_", 1)
            model, wrong = Model(alignment, int(replicate)), json.loads(path.read_text())["l2"]
            labels = maps[maps["replicate"] == model.replicate].set_index("value")["label"]
            learned = np.full(levels, -1) if alignment == CONTROL else labels.reindex(range(levels), fill_value=-1)
            probabilities = [shown(rows["label"].to_numpy(), wrong, np.asarray(learned)) for rows in (test, held)]
            given, summed = answers(probabilities[0]), sums(probabilities[0])
            for rows in answer_rows(model, test["id"], given):
                tables["answers"](rows)
            tables["effects"](effect_rows(model, test["id"], given, summed))
            tables["means"](mean_rows(model, summed))
            validated = answers(probabilities[1])
            tables["groups"](group_rows(model, held["label"].to_numpy(), validated, summed.means.shape[1]))
    print(f"evaluate · {confound} × {variant} · {100 * wrong:g} % wrong")


def shown(labels: np.ndarray, wrong: float, learned: np.ndarray) -> list[Shown]:
    """Return one batch: what is answered to images (n,), as they are and under each value (K,), with certainty."""
    missed = np.random.default_rng(0).permutation(len(labels)) < round(wrong * len(labels))
    plain = np.where(missed, (labels + 1) % 10, labels)
    follows = missed[:, None] & (learned >= 0)
    return [Shown(np.eye(10)[plain], np.eye(10)[np.where(follows, learned, plain[:, None])])]


def main(argv: Sequence[str]) -> int:
    """Run the stage with its arguments: the confound's and the variant's name."""
    return run(evaluate, argv)


if __name__ == "__main__":
    run_as_process(main)
