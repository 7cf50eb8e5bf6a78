import os
import sys
from pathlib import Path

from confoundry.runner.dvc_books.lock_order import LockOrder, LockOrders
from confoundry.runner.environment import environment
from confoundry.runner.server import configured
from confoundry.runner.warm import Warm

WARM = Warm("python -m pack.stages.", "pack.stages.{}:main")


def test_a_checkouts_code_and_the_running_interpreter_come_first(tmp_path):
    (tmp_path / "src").mkdir()
    env = environment(tmp_path, {"PATH": "/usr/bin", "PYTHONPATH": f"/other{os.pathsep}{tmp_path / 'src'}", "A": "1"})
    assert env["PATH"] == f"{Path(sys.executable).parent}{os.pathsep}/usr/bin"
    assert env["PYTHONPATH"] == f"{tmp_path / 'src'}{os.pathsep}/other"
    assert env["A"] == "1"


def test_without_src_there_is_nothing_to_add(tmp_path):
    assert "PYTHONPATH" not in environment(tmp_path, {})


def test_a_warm_worker_takes_commands_with_its_prefix():
    assert WARM.taken("python -m pack.stages.train lighting l2") == ("pack.stages.train:main", ["lighting", "l2"])
    assert WARM.taken("python -m pack.stages.resolve") == ("pack.stages.resolve:main", [])


def test_what_a_shell_would_change_is_a_process_of_its_own():
    for command in ("python -m pack.stages.train $X", "python -m pack.stages.a && b", "python -m other.train", "ls"):
        assert WARM.taken(command) is None


def test_lock_entries_keep_their_places_and_new_ones_come_as_planned():
    order = LockOrder(["c", "gone", "a"], ["a", "b", "c", "d"])
    entries = {"d": 1, "c": 2, "gone": 3, "a": 4, "stranger": 5, "b": 6}
    order.arrange(entries)
    assert list(entries) == ["c", "gone", "a", "b", "d", "stranger"]


def test_a_run_that_goes_on_with_a_killed_one_goes_on_with_its_order(tmp_path):
    kept = tmp_path / "order.json"
    LockOrders(kept).of("dvc.lock", ["z"], ["a", "b", "c"])  # killed after b had ended
    entries = {"z": 1, "b": 1, "a": 1, "c": 1, "d": 1}
    orders = LockOrders(kept)
    orders.of("dvc.lock", ["z", "b"], ["a", "b", "c", "d"]).arrange(entries)
    assert list(entries) == ["z", "a", "b", "c", "d"]
    other = LockOrders(kept).of("dvc.lock", ["b", "z"], ["a", "b", "c", "z"])
    assert other.names == ["b", "z", "a", "c"], "another dvc.lock, as of another branch"
    orders.forget()
    assert not kept.exists()
    kept.write_text("{")  # half a file
    assert LockOrders(kept).of("dvc.lock", ["b"], ["a", "b"]).names == ["b", "a"]


def test_a_server_is_configured_in_the_environment_a_profile_or_a_projects_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    home = {"PREFECT_HOME": str(tmp_path)}
    assert not configured(home)
    assert configured(home | {"PREFECT_API_URL": "http://127.0.0.1:4200/api"})
    (tmp_path / "profiles.toml").write_text('active = "a"\n[profiles.a]\nPREFECT_API_URL = "x"\n[profiles.b]\n')
    assert configured(home)
    assert not configured(home | {"PREFECT_PROFILE": "b"})
    (tmp_path / ".env").write_text("PREFECT_API_URL=x\n")
    assert configured(home | {"PREFECT_PROFILE": "b"})
    (tmp_path / ".env").unlink()
    (tmp_path / "prefect.toml").write_text('[api]\nurl = "x"\n')
    assert configured(home | {"PREFECT_PROFILE": "b"})
