"""`confoundry serve` for real, on loopback: a server with a home of its own, deployments, a worker, nights.

The tests follow one served study from its start to its end, in this order.
"""

import json
import re
import stat
from base64 import b64encode
from pathlib import Path

import pytest

from tests.waiting import wait_for

pytestmark = [pytest.mark.slow, pytest.mark.ci]


def test_it_says_what_runs_when_and_where_to_look(served):
    printed = served.printed
    assert re.search(r"^nightly-audit  next at \w+ [0-9 :-]+ \S+ \(cron \* \* \* \* \*\)$", printed, re.MULTILINE)
    assert re.search(r"^on-demand      when you start it$", printed, re.MULTILINE)
    assert f"http://127.0.0.1:{served.port}" in printed
    assert f"Start a nightly audit now, from another terminal:\n  cd {served.folder}\n" in printed
    assert max(len(line) for line in printed.splitlines() if str(served.folder) not in line) <= 80


def test_the_server_lets_nobody_in_who_does_not_know_the_string(served):
    auth = (served.folder / ".prefect/auth").read_text().strip()
    known = {"Authorization": "Basic " + b64encode(auth.encode()).decode()}
    assert served.ask("/admin/version")[0] == 401
    assert served.ask("/admin/version", **known)[0] == 200
    change = {"Content-Type": "application/json"} | known
    assert served.ask("/flows/filter", b"{}", **change)[0] == 403, "no token against forged requests"
    assert "access-control-allow-origin" not in served.ask("/health", Origin="http://elsewhere.example")[1]
    for path in (served.folder / ".prefect/auth", served.home / "profiles.toml"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_run_started_by_its_deployment_audits_the_working_tree(served):
    (served.folder / "params.yaml").write_text(served.params(0.15))
    Path(f"{served.ran}.go-on-0.15").touch()
    served.run("prefect", "deployment", "run", "audit/on-demand", "--watch")
    assert json.loads((served.folder / "metrics/headline.json").read_text())["lighting"]["plain"]["excess_pull"] == 0.15
    served.run("git", "checkout", "--quiet", "params.yaml")


def test_a_worker_killed_in_mid_run_is_followed_by_one_that_goes_on(served):
    wait_for(lambda: "slow 0.1" in served.steps or served.runs("Failed"))  # the schedule has fired
    (run,) = served.runs("Running")
    assert run.auto_scheduled
    wait_for(served.worker).kill()
    wait_for(lambda: served.steps.count("slow 0.1") == 2)
    Path(f"{served.ran}.go-on-0.1").touch()
    done = wait_for(lambda: [one for one in served.runs("Completed") if one.id == run.id])
    assert served.steps.count("first 0.1") == 1
    assert done[0].run_count == 2
    assert done[0].state.message.startswith("The first good night on audits/nightly. ")
    headline = json.loads(served.run("git", "show", "audits/nightly:metrics/headline.json"))
    assert headline["lighting"]["plain"]["excess_pull"] == 0.1


def test_after_days_off_one_night_is_made_up_and_its_broken_gate_is_told(served, told):
    served.run("python", "docs/notify.py", told.url)
    assert served.stop() == []
    served.commit(**{"params.yaml": served.params(0.3)})
    Path(f"{served.ran}.go-on-0.3").touch()
    served.schedule("0 0 1 * *")
    missed = served.sleep_for_days(3)
    served.start()
    due = re.search(rf"(\d+) scheduled runs were missed; only {missed[-1]} will run", served.printed)
    assert due, served.printed
    message = wait_for(lambda: told.messages)[0]
    assert message.startswith(
        f"{missed[-1]}: Failed\nA gate failed: lighting × plain: excess_pull at 0.95 is 30 points (max 20)\n"
    )
    assert "Changed: params pull 0.1 → 0.3" in message
    cancelled = [run.name for run in served.runs("Cancelled")]  # on a slow machine also a night that had just begun
    assert len(cancelled) == int(due[1]) - 1
    assert cancelled[-2:] == missed[:-1]
    assert [run.name for run in served.runs("Failed")] == missed[-1:]


def test_runs_that_piled_up_for_want_of_a_worker_leave_it_to_the_last(served):
    served.run("prefect", "work-pool", "pause", "confoundry")
    missed = served.sleep_for_days(2)
    served.run("prefect", "work-pool", "resume", "confoundry")
    ended = wait_for(lambda: len(found := served.states(missed)) == 2 and found)
    assert ended[missed[0]].name == "Cancelled"
    assert ended[missed[0]].message.startswith("skipped: replaced by the later run of ")
    assert ended[missed[1]].name == "Failed"
