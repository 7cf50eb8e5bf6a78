"""What a night tells, word for word."""

from confoundry.nightly.compared import Diff, DiffChange, DiffGate, DiffInput
from confoundry.nightly.messages import failure, recorded_message

NUMBER = {"confound": "lighting", "variant": "l2", "metric": "excess_pull", "alignment": "0.95"}
CHANGE = DiffChange(**NUMBER, before=0.12, after=0.31, difference=0.19, low=0.15, high=0.23, judgement="worse")
UNPAIRED = DiffChange(**NUMBER | {"confound": "patch"}, before=0.1, after=None, judgement="unpaired")
HASHES = ("0123456789abcdef" * 2, "fedcba9876543210" * 2)


def comparison(*gates, inputs=()):
    changes = (UNPAIRED, CHANGE)
    return Diff(against="abcdef0123", verdict="One got worse.", changes=changes, inputs=inputs, gates=gates)


def gate(breaks, **names):
    found = NUMBER | names
    return DiffGate(
        **found, breaks=breaks, message=f"{found['confound']} × {found['variant']}: {found['metric']} (max 0.2)"
    )


def test_nothing_is_told_of_gates_that_hold():
    assert failure({"the last accepted night": comparison(gate(False))}, "page") is None


def test_a_broken_gate_names_what_it_is_about_what_changed_and_the_page():
    inputs = [
        DiffInput(what="images", key="data/raw", before=HASHES[0], after=HASHES[1]),
        DiffInput(what="code", key="src/x.py", after="1"),
    ]
    assert failure({"the last accepted night": comparison(gate(True), gate(False), inputs=inputs)}, "file:///page") == (
        "A gate failed: lighting × l2: excess_pull (max 0.2)\n"
        "  compared with the last accepted night (abcdef0): 12 → 31 points, difference 19 (15 to 23), worse\n"
        "Changed: images data/raw 0123456789ab… → fedcba987654…; code src/x.py nothing → 1\n"
        "Fix it, or accept it with: confoundry nightly --accept\n"
        "Page: file:///page"
    )


def test_a_number_that_was_not_compared_is_told_by_the_gate_alone():
    gates = [gate(True, metric="tolerance", alignment=""), gate(True, confound="patch")]
    told = failure({"the last accepted night": comparison(*gates), "the baseline": comparison(gates[0])}, "page")
    assert told == (
        "2 gates failed: lighting × l2: tolerance (max 0.2)\n"
        "  compared with the last accepted night (abcdef0)\n"
        "  compared with the baseline (abcdef0)\n"
        "patch × l2: excess_pull (max 0.2)\n"
        "  compared with the last accepted night (abcdef0): 10 → not measured, unpaired\n"
        "Changed: no input\n"
        "Fix it, or accept it with: confoundry nightly --accept\n"
        "Page: page"
    )


def test_many_lines_are_cut():
    gates = [gate(True, variant=f"v{place}") for place in range(9)]
    told = failure({"the last accepted night": comparison(*gates)}, "page")
    assert told is not None
    lines = told.removeprefix("9 gates failed: ").splitlines()[:-3]
    begun = [line.split(":")[0].removeprefix("lighting × ") for line in lines if line[0] != " "]
    assert begun == ["v0", "v1", "v2", "v3", "v4", "and 4 more"]


def test_a_recorded_night_says_when_what_and_against_what():
    text = recorded_message(
        "2026-11-25", "0123456789", {"the last accepted night": comparison()}, "A gate failed: x", "Gates: failed"
    )
    assert text == (
        "Nightly audit of 0123456 on 2026-11-25\n\n"
        "Compared with the last accepted night (abcdef0): One got worse.\n\n"
        "A gate failed: x\n\n"
        "Gates: failed\n"
    )


def test_a_night_that_cannot_be_compared_says_why_and_since_when():
    lost = Diff(against="abcdef0123", verdict="not comparable: results are stale", failed=True)
    assert failure({"the last accepted night": lost}, "page", "2026-11-25") == (
        "Compared with the last accepted night (abcdef0): not comparable: results are stale\n"
        "Failing since 2026-11-25. Fix it, or accept it with: confoundry nightly --accept\n"
        "Page: page"
    )
