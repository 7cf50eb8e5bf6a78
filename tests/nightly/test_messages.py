"""What a night tells, word for word."""

from confoundry.nightly.compared import Change, Comparison, Gate, Input
from confoundry.nightly.messages import broken_gates, recorded_message

CHANGE = Change(
    confound="lighting",
    variant="l2",
    metric="excess_pull",
    before=0.12,
    after=0.31,
    difference=0.19,
    low=0.15,
    high=0.23,
    judgement="worse",
)
OTHER = Change(confound="patch", variant="l2", metric="excess_pull", before=0.1, judgement="unpaired")
HASHES = ("0123456789abcdef" * 2, "fedcba9876543210" * 2)


def comparison(*gates, changes=(CHANGE, OTHER), inputs=()):
    return Comparison(against="abcdef0123", verdict="One got worse.", changes=changes, inputs=inputs, gates=gates)


def gate(status, **names):
    return Gate(gate=names, status=status, message=f"{names['metric']} may be at most 0.2")


def test_nothing_is_told_of_gates_that_hold():
    assert broken_gates({"the last night": comparison(gate("passed", metric="excess_pull"))}, "page") is None


def test_a_broken_gate_names_what_it_is_about_what_changed_and_the_page():
    inputs = [
        Input(what="images", key="data/raw", before=HASHES[0], after=HASHES[1]),
        Input(what="code", key="src/x.py", after="1"),
    ]
    broken = comparison(gate("broken", confound="light*", metric="excess_pull"), inputs=inputs)
    assert broken_gates({"the last night": broken}, "file:///page") == (
        "A gate is broken:\n"
        "l2 × lighting: excess_pull 0.12 → 0.31, difference 0.19 (0.15 to 0.23), worse "
        "against the last night (abcdef0) (excess_pull may be at most 0.2)\n"
        "Changed: images data/raw 0123456789ab… → fedcba987654…; code src/x.py nothing → 1\n"
        "Page: file:///page"
    )


def test_a_gate_that_is_not_measured_is_broken_and_speaks_for_itself():
    gates = [gate("not measured", metric="tolerance"), gate("broken", metric="excess_pull", confound="patch")]
    told = broken_gates({"the last night": comparison(*gates), "the baseline": comparison(gates[0])}, "page")
    assert told == (
        "3 gates are broken:\n"
        "tolerance may be at most 0.2, against the last night (abcdef0)\n"
        "l2 × patch: excess_pull 0.1 → not measured, unpaired against the last night (abcdef0) "
        "(excess_pull may be at most 0.2)\n"
        "tolerance may be at most 0.2, against the baseline (abcdef0)\n"
        "Changed: no input\n"
        "Page: page"
    )


def test_many_lines_are_cut():
    changes = [CHANGE.model_copy(update={"variant": f"v{place}"}) for place in range(9)]
    told = broken_gates({"the last night": comparison(gate("broken", metric="*"), changes=changes)}, "page")
    assert told is not None
    assert [line.split(" ×")[0] for line in told.splitlines()[1:7]] == ["v0", "v1", "v2", "v3", "v4", "and 4 more"]


def test_a_recorded_night_says_when_what_and_against_what():
    text = recorded_message("2026-11-25", "0123456789", {"the last night": comparison()}, "A gate is broken:\nx")
    assert text == (
        "Night of 2026-11-25: 0123456 audited\n\n"
        "Against the last night (abcdef0): One got worse.\n\n"
        "A gate is broken:\nx\n"
    )
