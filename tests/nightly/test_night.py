"""Nights on a small study: what they record, what they leave alone, how they go on after a killed one."""

import json
import shutil
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from confoundry.errors import BadInput, NotFit, Refusal
from confoundry.nightly.night import Night

NUMBER = {"confound": "lighting", "variant": "l2", "metric": "excess_pull", "alignment": "0.95"}
LOWER = {"before": 0.12, "after": 0.31, "difference": 0.19, "low": 0.15, "high": 0.23, "judgement": "worse"}
BROKEN = {
    "verdict": "One got worse.",
    "changes": [NUMBER | LOWER],
    "inputs": [{"what": "params", "key": "variants.l2.l2", "before": 0.01, "after": 0.001}],
    "gates": [NUMBER | {"breaks": True, "message": "lighting × l2: excess_pull at 0.95 is 0.31 (max 0.2)"}],
}
UNFIT = """\
import json, pathlib, sys
pathlib.Path("metrics").mkdir(exist_ok=True)
found = {"fit": "no", "failed": {"images_in_several_splits": 6, "constant_images": 1}}
pathlib.Path("metrics/validation.json").write_text(json.dumps(found))
sys.exit(1)
"""


def spend(**how):
    """Spend a night as the flow does, without Prefect, and return what it tells."""
    with Night(**how) as night:
        night.fetch()
        night.audit(2)
        told = night.record(night.compare())
    if not told.held:
        raise NotFit(told.message)
    return told.message


def test_the_first_night_is_recorded_and_touches_nothing_else(small):
    small.write({"numbers.txt": "an edit that is not committed\n", "new.txt": "and a new file\n"})
    (small.folder / ".git/hooks/post-checkout").write_text("#!/bin/sh\ntouch hook-ran\n")
    (small.folder / ".git/hooks/post-checkout").chmod(0o755)
    before = small.state()
    assert spend().splitlines() == [
        "The first good night on audits/nightly. Compared with the committed results: Nothing changed.",
        "audits/baseline marks this night: later ones are also compared with it.",
    ]
    assert small.git("rev-parse", "audits/baseline") == small.git("rev-parse", "audits/nightly")
    small.git("tag", "--delete", "audits/baseline")
    assert small.state() == before
    assert not (small.checkout / "hook-ran").exists()
    assert small.git("show", "audits/nightly:metrics/headline.json") == '{"value": "1"}'
    assert small.git("show", "audits/nightly:numbers.txt") == "1"
    audited = small.git("rev-parse", "main")
    assert small.git("rev-list", "--parents", "-1", "audits/nightly").split()[1:] == [audited]
    assert small.calls == [
        "run --jobs 2",
        f"diff --against {audited} --format json",
        f"diff --against {audited} --format md",
    ]


def test_the_next_nights_are_compared_and_recorded_where_something_changed(small):
    spend()
    first = small.git("rev-parse", "audits/nightly")
    small.write({"README.md": "words\n"})
    small.commit()
    seconds = int(small.git("show", "--no-patch", "--format=%ct", first))
    committed = datetime.fromtimestamp(seconds, tz=ZoneInfo("Europe/Berlin"))
    assert spend() == f"unchanged since {committed:%Y-%m-%d}"
    assert small.git("rev-parse", "audits/nightly") == first
    small.git("tag", "--force", "audits/baseline", "main")
    small.write({"numbers.txt": "2\n"})
    second = small.commit()
    assert (
        spend()
        == "Compared with the last accepted night: Nothing changed. Compared with the baseline: Nothing changed."
    )
    assert small.git("rev-list", "--parents", "-1", "audits/nightly").split()[1:] == [first, second]
    assert [call.split()[2] for call in small.calls if call.endswith("json")][-2:] == [
        first,
        small.git("rev-parse", "audits/baseline"),
    ]


def test_record_none_leaves_no_trace(small):
    refs = small.git("for-each-ref")
    spend(to="none")
    assert small.git("for-each-ref") == refs


def test_a_broken_gate_fails_the_night_and_says_all(small):
    small.write({"answer.json": json.dumps(BROKEN)})
    small.commit()
    with pytest.raises(NotFit) as raised:
        spend()
    audited = small.git("rev-parse", "--short=7", "main")
    page = small.checkout.as_uri()
    assert str(raised.value).splitlines() == [
        "A gate failed: lighting × l2: excess_pull at 0.95 is 0.31 (max 0.2)",
        f"  compared with the committed results ({audited}): 12 → 31 points, difference 19 (15 to 23), worse",
        "Changed: params variants.l2.l2 0.01 → 0.001",
        "Fix it, or accept it with: confoundry nightly --accept",
        f"Page: {page}",
    ]
    assert "A gate failed:" in small.git("log", "-1", "--format=%B", "audits/nightly")


def test_data_that_are_not_fit_fail_the_night(small):
    small.write({"second.py": UNFIT})
    small.commit()
    with pytest.raises(
        NotFit, match=r"^The data are not fit for an audit: images_in_several_splits \(6\), constant_images \(1\)\.\n"
    ):
        spend()
    assert not small.git("for-each-ref", "refs/heads/audits")


def test_a_night_goes_on_from_what_had_ended(small, tmp_path, monkeypatch):
    monkeypatch.setenv("RAN", str(tmp_path / "ran"))
    stages = small.read("dvc.yaml").replace(
        "cp numbers.txt first.txt", "cp numbers.txt first.txt && echo first >> $RAN"
    )
    small.write({"dvc.yaml": stages, "second.py": "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)\n"})
    small.commit()
    with pytest.raises(Refusal, match="confoundry run --jobs 2"):
        spend()
    small.write({"second.py": small.second})
    small.commit()
    spend()
    assert (tmp_path / "ran").read_text() == "first\n"


def test_the_remotes_branch_is_audited_and_no_ref_of_the_user_moves(small, tmp_path):
    small.git("clone", "--quiet", "--bare", ".", str(tmp_path / "origin.git"))
    small.git("clone", "--quiet", str(tmp_path / "origin.git"), str(tmp_path / "other"))
    small.git("remote", "add", "origin", str(tmp_path / "origin.git"))
    small.git("fetch", "--quiet")
    other = type(small)(tmp_path / "other")
    other.write({"numbers.txt": "3\n"})
    newest = other.commit()
    other.git("tag", "audits/baseline")
    other.git("push", "--quiet", "origin", "main", "audits/baseline")
    before = small.state()
    spend()
    assert small.state() == before
    assert small.git("rev-parse", "audits/nightly^") == newest
    assert small.git("show", "audits/nightly:metrics/headline.json") == '{"value": "3"}'
    assert f"diff --against {newest} --format json" in small.calls


def test_data_come_from_the_dvc_remote(small, tmp_path):
    small.dvc("remote", "add", "--default", "near", "../near")
    small.git("rm", "--quiet", "--cached", "numbers.txt")
    small.dvc("add", "--quiet", "numbers.txt")
    small.dvc("push", "--quiet")
    small.commit()
    shutil.rmtree(small.folder / ".dvc/cache")
    spend()
    assert small.git("show", "audits/nightly:metrics/headline.json") == '{"value": "1"}'


def test_data_that_a_fresh_checkout_lacks_are_named(small):
    small.write({"params.yaml": "data: {path: mine.npz}\n", "mine.npz": "", ".gitignore": "mine.npz\n"})
    small.commit()
    with pytest.raises(BadInput, match=r"data\.path.*got mine\.npz; run `dvc add mine\.npz` and commit"):
        spend()


def test_a_record_branch_that_someone_has_checked_out_is_refused(small):
    small.git("switch", "--quiet", "--create", "audits/nightly")
    with pytest.raises(BadInput, match="audits/nightly, checked out in"):
        spend()


def test_a_branch_that_is_not_there_is_named(small):
    small.write({"params.yaml": "nightly: {branch: mian}\n"})
    with pytest.raises(BadInput, match=r"nightly\.branch: expected a branch of this repository, got mian"):
        spend()


HARMS = {
    "removed": lambda folder: shutil.rmtree(folder),
    "no longer a worktree": lambda folder: (folder / ".git").unlink(),
    "a killed Git's lock": lambda folder: (Path((folder / ".git").read_text()[8:].strip()) / "index.lock").touch(),
    "files gone": lambda folder: shutil.rmtree(folder / ".dvc"),
    "files changed": lambda folder: (folder / "numbers.txt").write_text("7"),
}


@pytest.mark.parametrize("harm", HARMS)
def test_a_checkout_that_suffered_is_made_again(small, harm):
    with Night() as night:
        night.fetch()
        HARMS[harm](small.checkout)
        night.fetch()
    checkout = type(small)(small.checkout)
    assert checkout.git("rev-parse", "HEAD") == small.git("rev-parse", "main")
    assert checkout.git("status", "--porcelain") == ""


def test_a_study_below_its_repositorys_root(tmp_path, monkeypatch, small):
    root = tmp_path / "repository"
    (root / "studies").mkdir(parents=True)
    (small.folder).rename(root / "studies/one")
    one = type(small)(root / "studies/one")
    shutil.rmtree(one.folder / ".git")
    shutil.rmtree(one.folder / ".dvc")
    type(small)(root).git("init", "--quiet", "--initial-branch=main")
    one.dvc("init", "--quiet", "--subdir")
    one.commit()
    monkeypatch.chdir(one.folder)
    spend()
    assert one.git("show", "audits/nightly:studies/one/metrics/headline.json") == '{"value": "1"}'


def test_a_remote_that_does_not_answer_is_one_line(small):
    small.git("remote", "add", "origin", "../nowhere")
    with pytest.raises(
        Refusal, match=r"^`git ls-remote --exit-code origin refs/heads/main` failed with status 128: fatal: .+$"
    ):
        spend()
