"""Each wrong entry of params.yaml is one line: the key, what was expected, what came; nothing is written."""

import pytest

REMOVED = "(removed)"
ADD, FIX, NAME, RENAME = "add this key", "fix this key", "fix the name", "fix its name or remove it"
KEYS, LIST, WHOLE, NUMBER = "keys with values", "a list such as [a, b]", "a whole number", "a number"
WORD = "lower-case letters, digits and _, starting with a letter"
KINDS, NETWORK = "one of lighting, none, patch", "one of mlp, cnn, lenet, or your own as own.<module>:<function>"
SECTIONS = "data, validation, study, confounds, variants, training, limits, gates, run, nightly"
STUDY = "confounds, variants, alignments, verdict_at, replicates, seed"
MLP = (
    "output_activation, loss, from_logits, optimizer, learning_rate, momentum, weight_decay, clip_norm, activation, "
    "initializer, bias, l1, l2, dropout, batch_norm, augment, units"
)
LOSSES = "'sparse_categorical_crossentropy', 'mean_squared_error' or 'binary_crossentropy'"
INITIALIZERS = "'glorot_uniform', 'he_normal' or 'zeros'"
OVERRIDES = "epochs, batch_size, early_stopping, images, folds"

BRANCH = "a branch name, such as main or audits/nightly"

MISTAKES = [
    # an unknown key, at every level
    ("dta", {}, f"one of the keys {SECTIONS}", "the key dta", "did you mean data?"),
    (
        "nightly.branhc",
        "x",
        "one of the keys branch, record_branch, timezone, pull, push",
        "the key branhc",
        "did you mean branch?",
    ),
    ("data.paht", "x", "one of the keys source, path, validation, test", "the key paht", "did you mean path?"),
    ("study.seeds", 1, f"one of the keys {STUDY}", "the key seeds", "did you mean seed?"),
    ("training.epoch", 1, "one of the keys epochs, batch_size, threads", "the key epoch", "did you mean epochs?"),
    ("confounds.lighting.levls", 3, "one of the keys levels, map, magnitude", "the key levls", "did you mean levels?"),
    ("variants.l2.unit", [8], f"one of the keys {MLP}", "the key unit", "did you mean units?"),
    ("variants.l2.l3", 3, f"one of the keys {MLP}", "the key l3", RENAME),
    ("variants.l2.training.epoch", 3, f"one of the keys {OVERRIDES}", "the key epoch", "did you mean epochs?"),
    ("variants.mine.filtrs", 3, "one of filters, name", "filtrs", "did you mean filters?"),
    # a section or a key that is not there
    ("study", REMOVED, "a value", "nothing", ADD),
    ("study", None, "a value", "nothing", ADD),
    ("confounds", REMOVED, "a value", "nothing", ADD),
    ("variants", REMOVED, "a value", "nothing", ADD),
    ("study.alignments", REMOVED, "a value", "nothing", ADD),
    ("variants.mine.filters", REMOVED, "a value", "nothing", "the builder needs it"),
    # another type
    ("data", "mnist", KEYS, '"mnist"', FIX),
    ("study", [1], KEYS, "[1]", FIX),
    ("confounds", ["none"], KEYS, '["none"]', FIX),
    ("confounds.lighting", 3, KEYS, "3", FIX),
    ("variants.l2", "mlp", KEYS, '"mlp"', FIX),
    ("variants.l2.training", 3, KEYS, "3", FIX),
    ("study.confounds", "none", LIST, '"none"', FIX),
    ("study.alignments", 0.5, LIST, "0.5", FIX),
    ("study.confounds.0", 3, "text", "3", FIX),
    ("study.replicates", 2.5, WHOLE, "2.5", FIX),
    ("study.seed", "one", WHOLE, '"one"', FIX),
    ("training.epochs", "10", WHOLE, '"10"', FIX),
    ("training.epochs", True, WHOLE, "true", FIX),
    ("data.path", None, "text", "null", FIX),
    ("data.test", "a fifth", NUMBER, '"a fifth"', FIX),
    ("variants.l2.l2", "0.01", NUMBER, '"0.01"', FIX),
    ("variants.l2.units", 128, LIST, "128", FIX),
    ("variants.l2.units.0", 1.5, WHOLE, "1.5", FIX),
    ("limits.leans", float("nan"), "a finite number", "NaN", FIX),
    ("gates.0", 1, KEYS, "1", FIX),
    # out of range
    ("data.path", "", "non-empty text", '""', FIX),
    ("data.validation", 0, "more than 0", "0", FIX),
    ("data.validation", 1.0, "less than 1", "1.0", FIX),
    ("validation.classes", 1, "at least 2", "1", FIX),
    ("study.confounds", [], "at least one entry", "[]", FIX),
    ("confounds", {}, "at least one entry", "{}", FIX),
    ("study.alignments.0", 1.5, "'control' or at most 1", "1.5", FIX),
    ("study.alignments.0", 0, "'control' or more than 0", "0", FIX),
    ("study.verdict_at", 1.0, "less than 1", "1.0", FIX),
    ("study.replicates", 0, "at least 1", "0", FIX),
    ("study.seed", -1, "at least 0", "-1", FIX),
    ("training.threads", 1000, "at most 256", "1000", FIX),
    ("limits.leans", 3, "at most 1", "3", FIX),
    ("confounds.lighting.levels", 1, "at least 2", "1", FIX),
    ("confounds.lighting.magnitude", 0, "more than 0", "0", FIX),
    ("confounds.corner.size", 0.9, "at most 0.5", "0.9", FIX),
    ("confounds.none.levels", 2, "1", "2", FIX),
    ("confounds.none.map", {0: 0}, "null", '{"0": 0}', FIX),
    ("variants.l2.l2", -1, "at least 0", "-1", FIX),
    ("variants.l2.dropout", 1, "less than 1", "1", FIX),
    ("variants.l2.units.0", 0, "at least 1", "0", FIX),
    ("variants.l2.training.epochs", 0, "at least 1", "0", FIX),
    ("variants.l2.training.early_stopping", 0, "at least 1", "0", FIX),
    ("variants.l2.training.images", 0, "at least 1 or more than 0", "0", FIX),
    ("variants.l2.training.folds", 1, "at least 2", "1", FIX),
    ("variants.l2.learning_rate", 0, "more than 0", "0", FIX),
    ("variants.l2.initializer", -1, f"{INITIALIZERS} or more than 0", "-1", FIX),
    # a map's classes and values
    ("confounds.lighting.map.0", 10, "a value from 0 to 9", "10", "fix the map or raise `levels`"),
    ("confounds.lighting.map.0", -1, "at least 0", "-1", FIX),
    ("confounds.lighting.map.zero", 1, f"as key {WHOLE}", '"zero"', FIX),
    ("confounds.lighting.map.-1", 1, "as key at least 0", '"-1"', FIX),
    ("confounds.lighting.map", [0, 1], KEYS, "[0, 1]", FIX),
    # a name that is in no table
    ("data.source", "mnist5k", "one of idx, mnist-5k, npz", '"mnist5k"', "did you mean mnist-5k?"),
    ("study.confounds", ["fog"], "one of none, lighting, corner", '"fog"', NAME),
    ("study.variants", ["l9"], "one of plain, l2, mine", '"l9"', NAME),
    ("study.alignments.0", "contrl", "'control' or a number", '"contrl"', "did you mean control?"),
    ("confounds.corner.kind", "ptch", KINDS, '"ptch"', "did you mean patch?"),
    ("confounds.corner.kind", 3, KINDS, "3", NAME),
    ("confounds.fog", None, KINDS, '"fog"', "add its kind, such as `fog: {kind: lighting}`"),
    ("variants.l2.network", "mpl", NETWORK, '"mpl"', "did you mean mlp?"),
    ("variants.vgg", {}, NETWORK, '"vgg"', "add its network, such as `vgg: {network: mlp}`"),
    ("variants.l2.loss", "mse", LOSSES, '"mse"', FIX),
    ("variants.l2.initializer", "ones", f"{INITIALIZERS} or a number", '"ones"', FIX),
    # a name that cannot be one
    ("confounds.a-b", {}, f"as key {WORD}", '"a-b"', FIX),
    ("study.variants.0", "L2", WORD, '"L2"', FIX),
    ("nightly.branch", "a..b", BRANCH, '"a..b"', FIX),
    ("nightly.branch", "--exec=x", BRANCH, '"--exec=x"', FIX),
    ("nightly.record_branch", "audits/", BRANCH, '"audits/"', FIX),
    ("nightly.timezone", "Berlin", "a time zone, such as Europe/Berlin", '"Berlin"', FIX),
    # the same name twice
    ("study.confounds", ["none", "none"], "entries that do not repeat", '["none", "none"]', FIX),
    ("study.variants", ["l2", "l2"], "entries that do not repeat", '["l2", "l2"]', FIX),
    ("study.alignments", [1, 1.0], "entries that do not repeat", "[1, 1.0]", FIX),
]


@pytest.mark.parametrize(("key", "value", "expected", "came", "remedy"), MISTAKES, ids=lambda case: str(case)[:24])
def test_a_wrong_entry_is_one_line(root, refused, key, value, expected, came, remedy):
    if key.endswith(".0") and "map" not in key:
        root.set(key.removesuffix(".0"), [value])
    else:
        root.set(key, value)
    assert refused() == f"params.yaml: {key}: expected {expected}, got {came}; {remedy}"


def test_shares_that_leave_no_image_for_training(root, refused):
    root.set("data.validation", 0.9)
    line = "params.yaml: data.test: expected less than 0.1, as data.validation takes 0.9, got 0.2; fix this key"
    assert refused() == line


AT = "params.yaml: study.verdict_at: expected one of study.alignments below 1: "


@pytest.mark.parametrize(
    ("alignments", "at", "line"),
    [
        (["control", 0.5, 0.8], 0.95, "0.5, 0.8, got 0.95; add 0.95 to study.alignments, or set verdict_at to 0.8"),
        (["control", 0.5], None, "0.5, got 0.95 (the default); add 0.95 to study.alignments, or set verdict_at to 0.5"),
        (["control", 1.0], 0.9, "none is listed, got 0.9; add 0.9 to study.alignments"),
    ],
)
def test_verdicts_at_an_alignment_that_is_not_trained(root, refused, alignments, at, line):
    root.set("study.alignments", alignments)
    root.set("study.verdict_at", at or REMOVED)
    assert refused() == AT + line


def test_where_nothing_is_planted_no_verdict_is_given_anywhere(root):
    root.set("study.alignments", ["control"])
    root.set("study.confounds", ["none"])
    assert root.resolve()[0] == 0


def test_folds_where_every_confound_plants_something(root, refused):
    root.set("variants.l2.training.folds", 5)
    root.set("study.confounds", ["lighting"])
    key, expected = "params.yaml: variants.l2.training.folds", "a confound in study.confounds that adds no shortcut"
    assert refused() == f"{key}: expected {expected}, got lighting; add `none`"


def test_folds_that_would_choose_the_epoch_themselves(root, refused):
    root.set("variants.l2.training", {"folds": 5, "early_stopping": 2})
    came = "both: the held-out images would choose the epoch"
    expected = "no early_stopping in the same variant"
    key = "params.yaml: variants.l2.training.folds"
    assert refused() == f"{key}: expected {expected}, got {came}; remove one of them"


def test_the_first_of_several_says_how_many_more(root, refused):
    for key in ("training.epochs", "training.threads", "study.seed"):
        root.set(key, -1)
    assert refused() == "params.yaml: study.seed: expected at least 0, got -1; fix this key, and 2 more"


def test_a_long_value_is_shortened(root, refused):
    root.set("study.alignments", ["control", "x" * 500])
    line = refused()
    assert line.startswith("params.yaml: study.alignments.1: expected 'control' or a number, got \"xxx")
    assert len(line) < 160


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"study: [1\n", "expected YAML, got while parsing a flow sequence in"),
        (b"study:\n  seed: 1\n  seed: 2\n", "expected YAML, got the key seed twice in"),
        (b"a: \xff\n", "expected YAML, got 'utf-8' codec can't decode"),
        (b"a: !!python/object:os.system x\n", "expected YAML, got could not determine a constructor"),
        (b"2020-01-01: 1\n", "expected YAML, got keys must be str"),
        (b"a: &x [*x]\n", "expected YAML, got *x inside of &x itself"),
        (b"", "expected keys with values, got nothing; see README.md"),
        (b"- study\n", 'expected keys with values, got ["study"]; see README.md'),
    ],
)
def test_a_file_that_is_no_params_file(root, refused, text, message):
    (root.folder / "params.yaml").write_bytes(text)
    assert refused(root.resolve_as_it_is).startswith(f"params.yaml: {message}")


def test_the_line_of_the_file_is_named(root, refused):
    (root.folder / "params.yaml").write_text("study:\n  seed: 1\n  seed: 2\n")
    expected = (
        'params.yaml: expected YAML, got the key seed twice in "params.yaml", line 2, column 3; fix what it names'
    )
    assert refused(root.resolve_as_it_is) == expected


def test_no_params_file(root, refused):
    (root.folder / "params.yaml").unlink()
    expected = "params.yaml: expected a file, got No such file or directory; change to the study's folder"
    assert refused(root.resolve_as_it_is) == expected


def test_no_lock_file(root):
    (root.folder / "requirements.lock").unlink()
    status, _, err = root.resolve()
    assert (status, err) == (2, "error: requirements.lock: expected pinned versions, got no such file; restore it\n")
    assert not (root.folder / "data").exists()
