"""Stage `inject`: decides which image gets which value of a confound, and checks that the values can be measured."""

import json
from collections.abc import Sequence

import numpy as np
import pandas as pd

from confoundry.checks.outcome import Checked
from confoundry.checks.planted import check_planted
from confoundry.confounds.assignment import arms, assignment_table, draw_map, maps_table
from confoundry.confounds.base import Confound
from confoundry.confounds.montage import montage
from confoundry.confounds.read_back import ReadBack, not_planted
from confoundry.errors import BadInput, NotFit
from confoundry.files.fit import require_fit
from confoundry.files.frames import read_table, write_table
from confoundry.files.params import read_section
from confoundry.files.pixels import read_splits
from confoundry.files.whole import whole
from confoundry.paths import CONFOUNDED, RAW_IMAGES, RAW_MANIFEST
from confoundry.stages.entry import run, run_as_process
from confoundry.stages.resolved import read_confound
from confoundry.study import StudySettings


def inject(name: str) -> None:
    """Write the assignment, the maps, a montage and the results of the checks to data/confounded/<name>/."""
    require_fit()
    study, confound = read_section("study", StudySettings), read_confound(name)
    manifest = read_table("manifest", RAW_MANIFEST)
    classes = int(manifest["label"].max()) + 1
    words = (study.seed, name)
    maps = [_map(confound, classes, [*words, replicate], name) for replicate in range(study.replicates)]
    alignments = arms(confound, study.alignment_texts())
    assignment = assignment_table(manifest, maps, confound.levels, alignments, words)
    images, measured = np.load(RAW_IMAGES, mmap_mode="r"), _measure(confound, manifest, assignment)
    result = check_planted(assignment, maps_table(maps), manifest, measured, confound.levels, alignments)
    if not result.passed:
        raise _not_planted(name, confound, result, measured)
    with whole(CONFOUNDED / name) as scratch:
        write_table("assignment", assignment, scratch / "assignment.parquet")
        write_table("maps", maps_table(maps), scratch / "maps.parquet")
        first = [int(np.flatnonzero(manifest["label"] == label)[0]) for label in range(min(classes, 5))]
        montage(confound, images[first].astype(np.float32) / 255).save(scratch / "montage.png")
        (scratch / "planted.json").write_text(json.dumps(result.as_json(), indent=2, sort_keys=True) + "\n")
    read_back = 100 * (measured["value"] == measured["measured"]).mean()
    planted = f"{len(alignments)} alignment{'s' * (len(alignments) > 1)}" if confound.levels > 1 else "no shortcut"
    seeds = f"{study.replicates} training seed{'s' * (study.replicates > 1)}"
    print(f"inject · {name}: {planted}, {seeds}; value measured correctly in {read_back:.1f}% of images")


def _map(confound: Confound, classes: int, words: Sequence[object], name: str) -> dict[int, int]:
    if confound.map is None:
        return draw_map(classes, confound.levels, words)
    beyond = [label for label in confound.map if label >= classes]
    if beyond:
        where, expected = f"params.yaml: confounds.{name}.map", f"class numbers from 0 to {classes - 1}"
        raise BadInput(where, expected=expected, came=str(beyond[0]), remedy="fix the map")
    return dict(sorted(confound.map.items()))


def _not_planted(name: str, confound: Confound, result: Checked, measured: pd.DataFrame) -> NotFit:
    right, of = int((measured["value"] == measured["measured"]).sum()), len(measured)
    if [check.name for check in result.failed("critical")] != ["values_not_read_back"]:
        return NotFit(f"{name} failed its checks: {result.failures()}; see confounds.{name} in params.yaml")
    return not_planted(name, confound, ReadBack(right, of, of), read_splits("train")[0][1])


def _measure(confound: Confound, manifest: pd.DataFrame, assignment: pd.DataFrame, block: int = 1024) -> pd.DataFrame:
    """Render each training and validation image with its value in one arm, and measure the value."""
    arm = assignment[(assignment["alignment"] == assignment["alignment"].iloc[0]) & (assignment["replicate"] == 0)]
    rows, images = pd.Index(manifest["id"]).get_indexer(arm["id"]), np.load(RAW_IMAGES, mmap_mode="r")
    values, measured = arm["value"].to_numpy(), []
    for start in range(0, len(arm), block):
        part = slice(start, start + block)
        measured.append(confound.measure(confound.apply(images[rows[part]].astype(np.float32) / 255, values[part])))
    return pd.DataFrame({"id": arm["id"].array, "value": values, "measured": np.concatenate(measured)})


def main(argv: Sequence[str]) -> int:
    """Run the stage. Its argument is the name of a confound."""
    return run(inject, argv)


if __name__ == "__main__":
    run_as_process(main)
