"""A wrong gate is one line that names its key, before anything runs."""

import pytest

RENAME, MEND, REMOVE = "mend its name or remove it", "mend this key", "mend the name, or remove the gate"
KEYS = "one of the keys confound, variant, alignment, metric, min, max, max_drop"
ONE = "exactly one of min, max and max_drop"


@pytest.mark.parametrize(
    ("gate", "line"),
    [
        ({"max": 1}, "gates.0.metric: expected a value, got nothing; add this key"),
        ({"metric": "pull", "max": "x"}, f'gates.0.max: expected a number, got "x"; {MEND}'),
        ({"metric": "pull", "max_drop": -1}, f"gates.0.max_drop: expected at least 0, got -1; {MEND}"),
        ({"metric": "pull", "maximum": 1}, f"gates.0.maximum: expected {KEYS}, got the key maximum; {RENAME}"),
        ({"metric": "pull"}, f'gates.0: expected {ONE}, got {{"metric": "pull"}}; {MEND}'),
        (
            {"metric": "p", "min": 0, "max": 1},
            f'gates.0: expected {ONE}, got {{"metric": "p", "min": 0, "max": 1}}; {MEND}',
        ),
        ({"metric": "pull", "max": 1, "alignment": True}, f"gates.0.alignment: expected a text, got true; {MEND}"),
        (
            {"metric": "pull", "max": 1, "confound": "fog"},
            f'gates.0.confound: expected one of the study\'s none, lighting, or a pattern of one, got "fog"; {REMOVE}',
        ),
        (
            {"metric": "pull", "max": 1, "variant": "x*"},
            f'gates.0.variant: expected one of the study\'s plain, l2, mine, or a pattern of one, got "x*"; {REMOVE}',
        ),
        (
            {"metric": "pull", "max": 1, "alignment": 0.9},
            "gates.0.alignment: expected one of the study's control, 0.5, 0.95, or a pattern of one, "
            f'got "0.9"; {REMOVE}',
        ),
    ],
)
def test_a_wrong_gate_is_one_line(root, refused, gate, line):
    root.set("gates", [gate])
    assert refused() == f"params.yaml: {line}"


@pytest.mark.parametrize("alignment", ["control", 0.95, "0.*", None])
def test_a_right_gate_is_taken(root, alignment):
    root.set("gates", [{"confound": "light*", "metric": "pull", "max": 1, "alignment": alignment}])
    assert root.resolve()[0] == 0
