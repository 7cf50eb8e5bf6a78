import numpy as np
import pandas as pd
import pytest

from confoundry.errors import BadInput
from confoundry.evaluation.assembly import outcomes, planted

# Two classes, three values, two seeds; ids of the test images in no order.
MANIFEST = pd.DataFrame(
    {
        "id": ["t1", "t0", "a", "b", "c", "d", "v"],
        "label": [1, 0, 0, 0, 1, 1, 0],
        "split": ["test", "test", "train", "train", "train", "train", "validation"],
    }
)
MAPS = pd.DataFrame({"replicate": [1, 0, 1], "label": [1, 0, 0], "value": [0, 2, 1]})


@pytest.fixture
def assignment():
    rows = [(i, a, r, 0) for a in ("1.0", "control") for r in (0, 1) for i in "abcdv"]
    table = pd.DataFrame(rows, columns=["id", "alignment", "replicate", "value"])
    table.loc[(table["alignment"] == "1.0") & table["id"].isin(["a", "d"]), "value"] = 2
    return table.sample(frac=1, random_state=1)


@pytest.fixture
def what(assignment):
    return planted(MANIFEST, assignment, MAPS, levels=3, order="circular")


def tables(alignments=("1.0", "control"), ids=("t0", "t1")):
    models = [(a, r) for a in alignments for r in (0, 1)]
    answer_rows = [(a, r, i, v, (a == "1.0") * (v == r)) for a, r in models for i in ids for v in range(3)]
    effect_rows = [(a, r, i, 1, *(r + np.arange(4) / 8)) for a, r in models for i in ids]
    group_rows = [(a, r, c, v, 5, c + v + r) for a, r in models for c in range(2) for v in range(3)]
    history_rows = [(a, r, e, 0.5, 0.4, 0.9, 0.5, 0.9) for a, r in models for e in (1, 2)]
    model = ["alignment", "replicate"]
    found = {
        "answers": pd.DataFrame(answer_rows, columns=[*model, "id", "value", "answer"]),
        "effects": pd.DataFrame(
            effect_rows, columns=[*model, "id", "plain_answer", "effect", "within", "spread", "main"]
        ),
        "groups": pd.DataFrame(group_rows, columns=[*model, "label", "value", "images", "right"]),
        "history": pd.DataFrame(
            history_rows,
            columns=[*model, "epoch", "loss", "cross_entropy", "accuracy", "val_loss", "val_accuracy"],
        ),
    }
    return {name: table.sample(frac=1, random_state=2) for name, table in found.items()}


def test_what_was_planted(what):
    assert list(what.ids) == ["t1", "t0"]
    assert what.labels.tolist() == [1, 0]
    assert what.clusters is None
    assert what.maps.tolist() == [[2, -1], [1, 0]]
    assert what.shares["control"].tolist() == [[[0.5, 0, 0], [0.5, 0, 0]]] * 2
    assert what.shares["1.0"].tolist() == [[[0.25, 0, 0.25], [0.25, 0, 0.25]]] * 2


def test_where_nothing_is_planted_no_class_has_a_value(assignment):
    nothing = planted(MANIFEST, assignment.assign(value=0), MAPS.iloc[:0], levels=1, order="none")
    assert nothing.maps.tolist() == [[-1, -1], [-1, -1]]
    assert nothing.shares["control"].tolist() == [[[0.5], [0.5]]] * 2


def test_images_of_a_group_are_a_cluster(assignment):
    grouped = MANIFEST.assign(given_group=["x", "y", *"zzzzz"])
    assert planted(grouped, assignment, MAPS, levels=3, order="none").clusters.tolist() == [0, 1]


def test_rows_in_any_order_come_to_their_place(what):
    arms = outcomes(what, **tables())
    assert list(arms) == ["control", "1.0"]
    arm = arms["1.0"]
    assert arm.answers.tolist() == [[[1, 0, 0]] * 2, [[0, 1, 0]] * 2]
    assert arms["control"].answers.sum() == 0
    assert arm.plain.tolist() == [[1, 1]] * 2
    assert arm.main.tolist() == [[0.375, 0.375], [1.375, 1.375]]
    assert arm.group_right.tolist() == [[[0, 1, 2], [1, 2, 3]], [[1, 2, 3], [2, 3, 4]]]
    assert arm.order == "circular"
    assert arm.own.tolist() == [[-1, 2], [0, 1]]


@pytest.mark.parametrize("table", ["answers", "effects", "groups"])
@pytest.mark.parametrize("damage", ["missing", "twice", "unknown"])
def test_a_table_that_is_not_whole_is_refused(what, table, damage):
    found = tables()
    rows = found[table]
    if damage == "missing":
        found[table] = rows.iloc[1:]
    elif damage == "twice":
        found[table] = pd.concat([rows.iloc[1:], rows.iloc[[1]]])
    else:
        found[table] = rows.assign(replicate=rows["replicate"].replace(1, 7))
    with pytest.raises(BadInput, match=f"table `{table}`: expected one row for each alignment × replicate × "):
        outcomes(what, **found)


def test_some_replicates_only(what):
    arm = outcomes(what, **tables())["1.0"].only(np.array([False, True]))
    assert arm.replicates.tolist() == [1]
    assert arm.answers.shape == (1, 2, 3)
    assert arm.maps.tolist() == [[1, 0]]
    assert arm.labels.tolist() == [1, 0]
