"""Which results are stale, by what DVC says."""

import hashlib

import pytest

from confoundry.comparison.lock import lock_of
from confoundry.errors import BadInput
from confoundry.revisions.fresh import check_recorded, stale_stages


@pytest.mark.parametrize(
    ("findings", "reason"),
    [
        ([{"changed deps": {"src/a.py": "modified"}}], "src/a.py"),
        ([{"changed deps": {"params.yaml": {"study.seed": "modified"}}}], "study.seed in params.yaml"),
        ([{"changed deps": {"params.yaml": {"variants.l2": "deleted"}}}], "variants.l2 in params.yaml"),
        ([{"changed deps": {"data/raw": "deleted", "params.yaml": "new"}}], "params.yaml"),
        ([{"changed outs": {"metrics/summary.csv": "modified"}}], "metrics/summary.csv"),
        (["changed command"], "its command"),
        ([{"changed outs": {"models": "deleted"}}, "changed command"], "its command"),
        # what a fresh clone without the cache has
        ([{"changed deps": {"data/raw": "deleted"}}, {"changed outs": {"models": "not in cache"}}], None),
        (["always changed"], None),
    ],
)
def test_what_makes_a_stage_stale(findings, reason):
    expected = [("train", reason)] if reason else []
    assert list(stale_stages({"train": findings})) == expected


def test_numbers_that_dvc_lock_does_not_record_are_stale():
    digest = hashlib.md5(b"a,b\n", usedforsecurity=False).hexdigest()
    lock = lock_of({"stages": {"summarize": {"outs": [{"path": "metrics/summary.csv", "md5": digest}]}}})
    check_recorded("main", {"metrics/summary.csv": b"a,b\n", "metrics/other.csv": b""}, lock)
    with pytest.raises(BadInput, match=r"metrics/summary.csv of main: .* stale"):
        check_recorded("main", {"metrics/summary.csv": b"a,c\n"}, lock)
