"""How a run goes: order, failures, retries, limits, ends."""

import json
import re
import signal

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowFilter, FlowRunFilter
from prefect.client.schemas.sorting import FlowRunSort
from prefect.settings import PREFECT_API_URL, temporary_settings

from tests.waiting import alive, wait_for


def test_the_evaluation_of_a_cell_comes_before_the_training_of_the_next(repository):
    found = repository({"dvc.yaml": """
stages:
  train:
    matrix: {x: [1, 2, 3]}
    cmd: echo ${item.x} > t${item.x}
    outs: ["t${item.x}"]
  evaluate:
    matrix: {x: [1, 2, 3]}
    cmd: cat t${item.x} > e${item.x}; echo answer ${item.x}
    deps: ["t${item.x}"]
    outs: ["e${item.x}"]
"""})  # fmt: skip
    said = found.run("confoundry", "run", "--jobs", "1").splitlines()
    assert [line.split(" · ")[1] for line in said[:6]] == [
        "train@1", "evaluate@1", "train@2", "evaluate@2", "train@3", "evaluate@3",
    ]  # fmt: skip
    assert said[1].startswith("2 of 6 · evaluate@1 · answer 1")


def test_a_passing_failure_is_tried_again_and_no_other(repository):
    found = repository({"dvc.yaml": """
stages:
  busy: {cmd: "echo x >> tries; test $(wc -l < tries) -gt 1 || exit 75; echo done > busy.txt", outs: [busy.txt]}
  killed: {cmd: "echo x >> deaths; test $(wc -l < deaths) -gt 1 || kill -9 $$; echo done > k.txt", outs: [k.txt]}
  no: {cmd: "echo x >> noes; exit 1", outs: [no.txt]}
"""})  # fmt: skip
    said = found.run("confoundry", "run", status=1)
    assert [len(found.read(name).split()) for name in ("tries", "deaths", "noes")] == [2, 2, 1]
    assert "error: no failed" in said
    assert (found.read("busy.txt"), found.read("k.txt")) == ("done\n", "done\n")


def test_a_time_limit_ends_all_that_a_stage_started(repository):
    found = repository({"dvc.yaml": """
stages:
  slow:
    cmd: "sleep 300 & echo $! > pid; wait; echo done > slow.txt"
    outs: [slow.txt]
    meta: {limit: 1 s}
"""})  # fmt: skip
    said = found.run("confoundry", "run", status=1)
    assert "slow took longer than its limit of 1 s" in said
    assert not alive(int(found.read("pid")))


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_run_that_ends_ends_its_children_and_the_next_one_goes_on(repository, how):
    found = repository({"dvc.yaml": """
stages:
  first: {cmd: "echo 1 > first.txt", outs: [first.txt]}
  second:
    cmd: "cat first.txt; test -e again || { touch again; echo $$ > pid; sleep 300; }; echo 2 > second.txt"
    deps: [first.txt]
    outs: [second.txt]
"""})  # fmt: skip
    process = found.start("confoundry", "run", start_new_session=True)
    pid = int(wait_for(lambda: (found.folder / "pid").exists() and found.read("pid").strip()))
    process.send_signal(how)
    said, _ = process.communicate(timeout=60)
    wait_for(lambda: not alive(pid))
    if how != signal.SIGKILL:
        assert process.returncode == 130
        assert "the next `confoundry run` continues from here" in said
        assert "Traceback" not in said
    again = found.run("confoundry", "run")
    assert "first" not in again
    assert found.read("second.txt") == "2\n"
    assert "up to date" in found.run("dvc", "status")


def test_a_killed_run_and_its_tasks_are_shown_as_crashed_at_the_next_start(repository, server):
    found = repository({"dvc.yaml": """
stages:
  a: {cmd: "test -e again || { touch again; sleep 300; }; echo 1 > a.txt", outs: [a.txt]}
"""})  # fmt: skip
    process = found.start("confoundry", "run", start_new_session=True)
    wait_for(lambda: (found.folder / "again").exists())
    process.kill()
    process.communicate(timeout=60)
    said = found.run("confoundry", "run")
    assert re.search(r"^note: the run \S+ was killed; Prefect now shows it as crashed$", said, re.MULTILINE)
    assert len(re.findall(r"^note: process \d+ was killed while it ran stages here", said, re.MULTILINE)) <= 1
    assert "RWLock" not in said
    states = run_states(server, found)
    assert sorted(states) == ["Completed", "Crashed"]


def test_a_run_that_waits_for_another_try_ends_at_once(repository):
    found = repository({"dvc.yaml": """
stages:
  busy: {cmd: "echo x >> tries; exit 75", outs: [busy.txt]}
"""})  # fmt: skip
    found.flow("from confoundry.runner import tasks", "tasks.DELAYS = (0.1, 3600.0)", "run.all()")
    process = found.start("confoundry", "run", start_new_session=True)
    wait_for(lambda: found.folder.joinpath("tries").exists() and len(found.read("tries").split()) == 2)
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=60)
    assert (process.returncode, len(found.read("tries").split())) == (130, 2), said


def test_two_runs_in_one_workspace_wait_for_each_other(repository):
    found = repository({"dvc.yaml": """
stages:
  a: {cmd: "echo x >> runs; while ! test -e go; do sleep 0.1; done; echo a > a.txt", outs: [a.txt]}
  b: {cmd: "cat a.txt > b.txt", deps: [a.txt], outs: [b.txt]}
"""})  # fmt: skip
    logs = [found.folder.parent / name for name in ("one", "other")]
    with logs[0].open("w") as one, logs[1].open("w") as other:
        both = [found.start("confoundry", "run", stdout=log) for log in (one, other)]
    wait_for(lambda: any("waiting for process " in log.read_text() for log in logs))
    found.write("go", "")
    assert [process.wait(timeout=60) for process in both] == [0, 0], [log.read_text() for log in logs]
    assert found.read("runs") == "x\n"
    assert "up to date" in found.run("dvc", "status")


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (['run.stage("a")'], "a line for b"),
        (['run.stage("b")', 'run.stage("a")'], "a place before a"),
        (['run.stage("a")', 'run.stage("b")', 'run.stage("c")'], "a stage of dvc.yaml (a, b), got c"),
        (['run.stage("a", limit="soon")', 'run.stage("b")'], "a time limit"),
    ],
)
def test_a_flow_that_does_not_fit_its_graph_is_one_line(repository, lines, words):
    found = repository({"dvc.yaml": """
stages:
  a: {cmd: "echo a > a.txt", outs: [a.txt]}
  b: {cmd: "cat a.txt > b.txt", deps: [a.txt], outs: [b.txt]}
"""})  # fmt: skip
    found.flow(*lines)
    said = found.run("confoundry", "run", status=2)
    assert words in said
    assert len(said.splitlines()) == 1
    assert not (found.folder / "a.txt").exists()


def test_a_stage_whose_input_was_made_again_as_before_has_no_task(repository, server):
    found = repository({
        "dvc.yaml": """
stages:
  a: {cmd: "grep -v '#' seed > a.txt", deps: [seed], outs: [a.txt]}
  b: {cmd: "cat a.txt > b.txt", deps: [a.txt], outs: [b.txt]}
""",
        "seed": "1\n",
    })  # fmt: skip
    found.run("confoundry", "run")
    found.write("seed", "# one\n1\n")
    assert "1 unchanged, 1 ran, in " in found.run("confoundry", "run")
    assert list(last_states(server, found, of=1)) == ["a"]


def test_a_graph_without_a_flow_of_its_own_runs_all_stages(repository):
    found = repository({"dvc.yaml": 'stages:\n  a: {cmd: "echo a > a.txt", outs: [a.txt]}\n'})
    (found.folder / "flows/audit.py").unlink()
    assert found.run("confoundry", "run").splitlines()[-1].startswith("1 ran, in ")
    assert found.read("a.txt") == "a\n"


def test_nothing_to_run_starts_no_server(repository):
    found = repository({"dvc.yaml": 'stages:\n  a: {cmd: "echo a > a.txt", outs: [a.txt]}\n'})
    found.run("dvc", "repro")
    del found.env["PREFECT_API_URL"]
    assert found.run("confoundry", "run") == "Nothing to run: 1 of 1 stages are unchanged.\n"
    assert not (found.folder / ".prefect").exists()


def test_without_a_server_a_run_has_one_of_its_own(repository):
    found = repository({"dvc.yaml": 'stages:\n  a: {cmd: "env > a.txt", outs: [a.txt]}\n'})
    del found.env["PREFECT_API_URL"]
    found.env["PREFECT_HOME"] = str(found.folder / "nobodys")
    found.run("confoundry", "run")
    assert (found.folder / ".prefect" / "prefect.db").exists()
    assert not (found.folder / "nobodys").exists()
    assert found.run("git", "status", "--porcelain", "--", ".prefect", ".runs") == ""


def test_a_plan_says_what_why_and_how_long(repository):
    found = repository({
        "dvc.yaml": """
stages:
  a: {cmd: "cat seed > a.txt", deps: [seed], outs: [a.txt]}
  b: {cmd: "cat a.txt > b.txt", deps: [a.txt], params: [n], outs: [b.txt]}
  c: {cmd: "cat b.txt", deps: [b.txt]}
""",
        "seed": "1",
        "params.yaml": "n: 1\n",
    })  # fmt: skip
    found.run("confoundry", "run")
    assert set(json.loads(found.read(".runs/times.json"))) == {"a", "b", "c"}
    found.write(".runs/times.json", '{"a": 7, "b": 8, "c": 40}')
    found.write("params.yaml", "n: 2\n")
    said = found.run("confoundry", "plan", "--jobs", "2").splitlines()
    assert said[0] == "1 of 3 stages would run, about 8 s with 2 at once:"
    assert said[1].split() == ["b", "changed:", "n", "8", "s"]
    assert said[2] == "1 more would run if its inputs change, about 50 s in all:"
    assert said[3].rstrip() == "  c"
    assert found.run("confoundry", "plan", "--json").count('"stage"') == 2
    assert found.read("b.txt") == "1", "a plan runs nothing"


def test_a_task_says_whether_it_ran_or_was_restored(repository, server):
    found = repository({
        "dvc.yaml": """
stages:
  a: {cmd: "echo a > a.txt", outs: [a.txt]}
  b: {cmd: "cat a.txt > b.txt", deps: [a.txt], params: [n], outs: [b.txt]}
  c: {cmd: "cat a.txt > c.txt; echo 12 rows", deps: [a.txt], outs: [c.txt]}
""",
        "params.yaml": "n: 1\n",
    })  # fmt: skip
    found.run("confoundry", "run")
    found.write("params.yaml", "n: 2\n")
    found.run("confoundry", "run")
    found.write("params.yaml", "n: 1\n")
    (found.folder / "c.txt").write_text("changed by hand")
    said = found.run("confoundry", "run", "--jobs", "1")
    states = last_states(server, found, of=2)
    assert {name: state.name for name, state in states.items()} == {"b": "Restored", "c": "Restored"}
    assert "1 unchanged, 2 restored, in " in said  # an unchanged stage has no task: it is counted
    found.run("confoundry", "run", "--force", "c")
    assert re.match(r"took \d+ s · 12 rows", last_states(server, found, of=2)["c"].message)


def test_a_task_points_to_those_of_the_stages_that_it_reads_from(repository, server):
    found = repository({"dvc.yaml": """
stages:
  a: {cmd: "echo a > a.txt", outs: [a.txt]}
  b: {cmd: "echo b > b.txt", outs: [b.txt]}
  c: {cmd: "cat a.txt b.txt > c.txt", deps: [a.txt, b.txt], outs: [c.txt]}
  d: {cmd: "cat a.txt c.txt > d.txt", deps: [a.txt, c.txt], outs: [d.txt]}
"""})  # fmt: skip
    found.run("confoundry", "run")
    tasks = last_tasks(server, found, of=4)
    names = {task.id: task.name for task in tasks}
    reads = {task.name: {names[one.id] for one in task.task_inputs.get("wait_for", [])} for task in tasks}
    assert reads == {"a": set(), "b": set(), "c": {"a", "b"}, "d": {"c"}}  # a to d goes without saying


def run_states(server, repository):
    """Return the states of a repository's flow runs; a crashed one's tasks have crashed too."""
    with temporary_settings({PREFECT_API_URL: server}), get_client(sync_client=True) as client:
        runs = client.read_flow_runs(flow_filter=FlowFilter(name={"any_": [repository.flow_name]}))
        for run in runs:
            tasks = client.read_task_runs(flow_run_filter=FlowRunFilter(id={"any_": [run.id]}))
            assert {task.state.type for task in tasks} == {run.state.type}
        return [run.state.name for run in runs]


def last_states(server, repository, of):
    """Return the states of a repository's newest flow run's tasks, by name."""
    return {task.name: task.state for task in last_tasks(server, repository, of)}


def last_tasks(server, repository, of):
    """Return the tasks of a repository's newest flow run, once the server has noted the end of so many."""
    flow = FlowFilter(name={"any_": [repository.flow_name]})
    with temporary_settings({PREFECT_API_URL: server}), get_client(sync_client=True) as client:
        newest = client.read_flow_runs(flow_filter=flow, sort=FlowRunSort.START_TIME_DESC, limit=1)[0]
        tasks = FlowRunFilter(id={"any_": [newest.id]})

        def noted():
            found = client.read_task_runs(flow_run_filter=tasks)
            return found if len(found) == of and all(one.state.is_final() for one in found) else None

        return wait_for(noted)


def test_an_error_of_our_own_fails_its_stage_and_the_others_go_on(repository):
    found = repository({"dvc.yaml": """
stages:
  a: {cmd: "echo a > a.txt", outs: [a.txt]}
  b: {cmd: "cat a.txt > b.txt; rm dvc.lock; mkdir dvc.lock", deps: [a.txt], outs: [b.txt]}
"""})  # fmt: skip
    said = found.run("confoundry", "run", "--jobs", "1", status=70)
    assert "1 of 2 · a" in said
    assert "2 of 2 · b · FAILED: " in said
    assert "Traceback" not in said


def test_what_two_stages_read_stays_locked_until_both_have_ended(repository):
    found = repository({"dvc.yaml": """
stages:
  seed: {cmd: "echo 1 > seed.txt", outs: [seed.txt]}
  quick: {cmd: "cat seed.txt > quick.txt", deps: [seed.txt], outs: [quick.txt]}
  slow: {cmd: "while ! test -e go; do sleep 0.1; done; cat seed.txt > slow.txt", deps: [seed.txt], outs: [slow.txt]}
"""})  # fmt: skip
    process = found.start("confoundry", "run", "--jobs", "2")
    wait_for(lambda: "quick:" in lock_text(found))
    assert "is busy" in found.run("dvc", "repro", "--force", "--single-item", "seed", status=255)
    found.write("go", "")
    process.communicate(timeout=60)
    assert process.returncode == 0
    assert found.read("slow.txt") == "1\n"


def lock_text(found):
    path = found.folder / "dvc.lock"
    return path.read_text() if path.exists() else ""


def test_ctrl_c_ends_a_run_that_waits_for_another_process(repository):
    found = repository({"dvc.yaml": """
stages:
  a: {cmd: "touch begun; while ! test -e go; do sleep 0.1; done; echo a > a.txt", outs: [a.txt]}
"""})  # fmt: skip
    other = found.start("dvc", "repro")
    wait_for((found.folder / "begun").exists)
    process = found.start("confoundry", "run")
    assert process.stdout.readline().startswith("waiting for process ")
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == 130
    found.write("go", "")
    other.communicate(timeout=60)
    assert other.returncode == 0


def test_a_missing_output_is_a_failure_with_its_log(repository):
    found = repository({"dvc.yaml": 'stages:\n  a: {cmd: "echo could not write", outs: [a.txt]}\n'})
    said = found.run("confoundry", "run", status=1)
    assert "does not exist" in said
    assert "  | could not write" in said


def test_what_cannot_be_shown_ends_no_run(repository):
    found = repository({"dvc.yaml": """
stages:
  a: {cmd: "exit 70", outs: [a.txt]}
  b: {cmd: "echo b > b.txt", outs: [b.txt]}
"""})  # fmt: skip
    found.flow('run.stage("a", shows=lambda: open("a.txt"))', 'run.stage("b")')
    said = found.run("confoundry", "run", "--jobs", "1", status=70)
    assert "could not be shown in Prefect: " in said
    assert found.read("b.txt") == "b\n"


def test_a_half_written_file_of_locks_holds_up_no_run(repository):
    """DVC writes it in place: a kill at that moment leaves the beginning of it."""
    made = repository({"dvc.yaml": "stages:\n  a: {cmd: echo a > a.txt, outs: [a.txt]}\n"})
    made.write(".dvc/tmp/rwlock", '{"write": {"/somewhere/a.t')
    made.run("confoundry", "run")
    assert not any(json.loads(made.read(".dvc/tmp/rwlock")).values())
