"""`confoundry diff` on a study: the working tree against its revisions.

Nothing is trained: of a variant's answers the share `l2` is wrong (tests/stubs/evaluate.py).
"""

import hashlib
import json
import re
import shutil

import pytest

GATES = """
gates:
  - {confound: lighting, variant: l2, alignment: control, metric: conflicting_accuracy, max_drop: 0.02}
  - {confound: none, metric: plain_accuracy, min: 0.5}
"""


def commit(study, message):
    study.run("git", "add", "--all")
    study.run("git", "-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "--quiet", "-m", message)


def diff(study, *arguments, status=0):
    """Return what the JSON says; a broken gate's line follows it."""
    printed = study.run("confoundry", "diff", "--format", "json", *arguments, status=status)
    return json.loads(printed[: printed.rindex("}") + 1])


def judgements(found):
    return {(one["confound"], one["variant"], one["metric"]): one["judgement"] for one in found["changes"]}


def clone(study, folder):
    """Return a clone as CI makes one: nothing but what is committed."""
    study.run("git", "clone", "--quiet", f"file://{study.folder}", str(folder))
    return type(study)(folder, study.commands)


def test_a_variant_made_worse_is_worse_and_breaks_a_gate_here_and_in_a_clone(study, tmp_path):
    remote = tmp_path / "remote"
    study.run("dvc", "remote", "add", "--default", "store", str(remote))
    (study.folder / "params.yaml").write_text(study.read("params.yaml") + GATES)
    assert study.repro() == ["resolve"], "a new gate retrains nothing"
    commit(study, "gates and a remote")
    study.run("dvc", "push")
    base = study.run("git", "rev-parse", "HEAD").strip()
    study.run("git", "checkout", "--quiet", "-b", "worse")
    study.replace("params.yaml", "l2: {network: mlp, l2: 0.01}", "l2: {network: mlp, l2: 0.3}")
    study.repro()
    commit(study, "more of it")
    study.run("dvc", "push")

    found = diff(study, "--gate", status=1)
    assert found["against"] == base
    assert found["verdict"].startswith("A gate failed (lighting × l2: conflicting_accuracy at control got worse by")
    judged = judgements(found)
    assert judged["lighting", "l2", "conflicting_accuracy"] == judged["none", "l2", "plain_accuracy"] == "worse"
    assert {judged[cell] for cell in judged if cell[1] == "unregularized"} == {"same"}
    assert {one["how"] for one in found["changes"]} == {"paired"}
    assert found["inputs"] == [{"what": "params", "key": "variants.l2.l2", "before": 0.01, "after": 0.3}]
    assert found["comparable"] == {"data": True, "params": True, "processor": True}
    assert "train@lighting-l2" in found["ran"]
    assert "train@lighting-unregularized" not in found["ran"]
    assert [(one["status"], one["variant"]) for one in found["gates"] if one["breaks"]] == [("broken", "l2")]
    drop = next(one for one in found["changes"] if one["metric"] == "conflicting_accuracy" and one["variant"] == "l2")
    assert drop["difference"] == pytest.approx(-(288 - 10) / 961, abs=1e-4)  # 30% and 1% of the images are missed
    for one in found["changes"]:  # paired on all images and seeds, it is the difference of the summaries
        assert one["difference"] == pytest.approx(one["after"] - one["before"], abs=1.01e-4)
        assert one["low"] <= one["difference"] <= one["high"]
        assert (one["images"], one["replicates"]) == (961, 3)
    comment = study.run("confoundry", "diff", "--format", "md", "--gate", status=1)
    assert comment.startswith("**A gate failed")
    assert "error: gate failed: lighting × l2" in comment

    fresh = clone(study, tmp_path / "fresh")
    fresh.run("git", "remote", "set-head", "origin", "main")
    assert diff(fresh, "--gate", status=1) | {"against_words": ""} == found | {"against_words": ""}
    shutil.rmtree(remote)
    lost = diff(fresh, "--gate", status=1)
    assert judgements(lost)["lighting", "l2", "conflicting_accuracy"] == "unpaired"
    assert judgements(lost)["lighting", "unregularized", "excess_pull"] == "same", "the answers are the same bytes"
    assert [one["status"] for one in lost["gates"] if one["breaks"]] == ["not measured"]
    assert "dvc remote add" in fresh.run("confoundry", "diff")


@pytest.mark.slow
@pytest.mark.ci
def test_numbers_that_do_not_follow_from_the_answers_are_refused_or_taken_on_trust(study, tmp_path):
    remote = tmp_path / "remote"
    study.run("dvc", "remote", "add", "--default", "store", str(remote))
    gate = "gates: [{confound: lighting, variant: l2, alignment: control, metric: conflicting_accuracy, min: 0.995}]\n"
    (study.folder / "params.yaml").write_text(study.read("params.yaml") + gate)
    study.repro()
    study.run("dvc", "push")
    assert "gate failed" in study.run("confoundry", "diff", "--gate", status=1)
    honest = study.read("metrics/summary.csv")
    forge(study, r"(lighting,l2,control,conflicting_accuracy),[^,]*,", r"\1,0.9990,")
    commit(study, "better on paper")
    fresh, without = (clone(study, tmp_path / name) for name in ("fresh", "without"))
    for one in (study, fresh):
        printed = one.run("confoundry", "diff", "--gate", status=2)
        assert printed.startswith(
            "error: the committed numbers do not follow from the answers: lighting × l2: conflicting_accuracy at "
            "control: expected 98.96 points ("
        )
        assert ", got 99.9 points (" in printed
        assert printed.count("\n") == 1
    assert "do not follow" not in study.run("confoundry", "diff"), "without --gate nothing is computed again"
    for command in re.findall("`(.*?)`", printed):
        study.run(*command.split())
    assert study.read("metrics/summary.csv") == honest

    shutil.rmtree(remote)
    trusted = without.run("confoundry", "diff", "--gate", "--format", "md")
    assert "⚠ All numbers were taken on trust" in trusted


def forge(study, pattern, new):
    """Edit the summary by hand, and write the hash and the size of the result into dvc.lock."""
    path = study.folder / "metrics/summary.csv"
    old = path.read_bytes()
    path.write_text(re.sub(pattern, new, old.decode()))
    lock = study.read("dvc.lock")
    for before, after in zip(*(map(identity, (old, path.read_bytes()))), strict=True):
        lock = lock.replace(before, after)
    (study.folder / "dvc.lock").write_text(lock)


def identity(content):
    """Return hash and size of a file as dvc.lock has them."""
    digest = hashlib.md5(content, usedforsecurity=False).hexdigest()
    return [f"path: metrics/summary.csv\n      hash: md5\n      md5: {digest}\n      size: {len(content)}\n"]


@pytest.mark.slow
@pytest.mark.ci
def test_a_gate_that_is_loosened_or_loses_its_number_needs_the_reviewers_word(study):
    gate = "gates: [{confound: '*', variant: '*', alignment: control, metric: plain_accuracy, min: 0.5}]\n"
    (study.folder / "params.yaml").write_text(study.read("params.yaml") + gate)
    study.repro()
    commit(study, "a gate")
    study.replace("params.yaml", "min: 0.5", "min: 0.4")
    study.repro()
    printed = study.run("confoundry", "diff", "--gate", "--against", "HEAD", status=1)
    assert "; gates check 4 numbers less strictly than before. " in " ".join(printed.split())
    assert printed.splitlines()[-1] == (
        "error: gates were loosened: lighting × l2: plain_accuracy at control (min 50 → 40 points), and 3 more "
        "numbers; --allow-gate-changes accepts this"
    )
    study.run("confoundry", "diff", "--gate", "--against", "HEAD", "--allow-gate-changes")


def test_a_harmless_change_is_the_same(study):
    study.run("git", "checkout", "--quiet", "-b", "harmless")
    study.replace("src/confoundry/report/pictures.py", '"""Images that are', '"""Images which are')
    (study.folder / "params.yaml").write_text(study.read("params.yaml") + GATES)
    study.repro()
    commit(study, "other words")
    found = diff(study, "--gate")
    assert set(judgements(found).values()) == {"same"}
    assert found["verdict"] == "No relevant change: all 8 numbers are the same."
    assert found["ran"] == ["resolve", "report"]
    assert [one["key"] for one in found["inputs"]] == ["src/confoundry/report"]
    assert {one["status"] for one in found["gates"]} == {"passed"}
    assert [(one["before"], one["after"]) for one in found["gate_changes"]] == [(None, 0.02), (None, 0.5)]


def test_the_same_commit_has_a_clear_line(study):
    for arguments in ((), ("--against", "HEAD")):
        lines = study.run("confoundry", "diff", *arguments).splitlines()
        assert lines[0].startswith("Nothing changed: the results are those of ")


def test_an_older_revision_without_numbers_has_a_clear_line(study):
    (study.folder / "params.yaml").write_text(study.read("params.yaml") + GATES)
    study.repro()
    found = diff(study, "--against", "HEAD~1", "--gate")
    older = study.run("git", "rev-parse", "--short=7", "HEAD~1").strip()
    assert found["verdict"] == f"Revision {older} has no results, so there is nothing to compare with."
    assert (found["changes"], len(found["added"])) == ([], 4)
    assert sorted({one["status"] for one in found["gates"]}) == ["not measured", "passed"], (
        "gates are held all the same"
    )


def test_a_shallow_clone_has_a_clear_line(study, tmp_path):
    study.run("git", "clone", "--quiet", "--depth=1", f"file://{study.folder}", str(tmp_path / "shallow"))
    shallow = type(study)(tmp_path / "shallow", study.commands)
    for arguments in ((), ("--against", "HEAD~1")):
        printed = shallow.run("confoundry", "diff", *arguments, status=2)
        assert printed.count("\n") == 1
        assert "shallow" in printed
    assert "Nothing changed" in shallow.run("confoundry", "diff", "--against", "HEAD")


@pytest.mark.parametrize(
    ("path", "old", "new", "named"),
    [
        ("params.yaml", "l2: {network: mlp, l2: 0.01}", "l2: {network: mlp, l2: 0.02}", "stage resolve"),
        (
            "metrics/summary.csv",
            "lighting,l2,,tolerance,0.9500,",
            "lighting,l2,,tolerance,0.9000,",
            "metrics/summary.csv",
        ),
        ("dvc.lock", None, None, "stage"),
    ],
)
def test_stale_results_are_refused_here_and_in_a_clone(study, tmp_path, path, old, new, named):
    if old is None:  # a merge that took one side of the lock for `ingest` and the other for the rest
        lock = study.read(path)
        digest = lock.split("path: data/raw\n      hash: md5\n      md5: ")[1].split(".dir")[0]
        at = lock.index(digest)
        (study.folder / path).write_text(lock[:at] + "0" * 32 + lock[at + 32 :])
    else:
        study.replace(path, old, new)
    commit(study, "without a run")
    fresh = clone(study, tmp_path / "fresh")
    for one, arguments in ((study, ()), (fresh, ("--against", "HEAD~1", "--format", "json", "--gate"))):
        printed = one.run("confoundry", "diff", *arguments, status=2)
        assert printed.count("\n") == 1
        assert "stale" in printed
        assert named in printed


def test_a_gate_that_is_about_no_number_is_refused(study):
    gate = "gates: [{metric: tolerance, alignment: control, max: 1}]\n"  # the metric exists, but not for the control
    (study.folder / "params.yaml").write_text(study.read("params.yaml") + gate)
    study.repro()
    printed = study.run("confoundry", "diff", status=2)
    assert printed.startswith("error: params.yaml: gates.0: expected a gate on a number of metrics/summary.csv")
    assert printed.count("\n") == 1
