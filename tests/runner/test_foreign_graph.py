"""What a parallel run leaves of a graph that is not ours is what `dvc repro` leaves."""

import hashlib
import re

import pytest

GRAPH = {
    "dvc.yaml": """
stages:
  common: {cmd: "cat seed.txt > common.txt", deps: [seed.txt], outs: [common.txt]}
  late:
    cmd: cat parts/1.txt parts/2.txt sub/out.txt > late.txt
    deps: [parts/1.txt, parts/2.txt, sub/out.txt]
    outs: [late.txt]
  part:
    foreach: [1, 2, 3]
    do:
      cmd: "sleep 0.$((4 - ${item})); cat common.txt > parts/${item}.txt; echo ${n} >> parts/${item}.txt"
      deps: [common.txt]
      params: [n]
      outs: ["parts/${item}.txt"]
  cell:
    matrix: {x: [a, b], y: [c, d]}
    cmd: "cat common.txt > ${item.x}${item.y}.txt"
    deps: [common.txt]
    outs: ["${item.x}${item.y}.txt"]
  frozen: {cmd: "echo never > frozen.txt", deps: [seed.txt], outs: [frozen.txt: {cache: false}], frozen: true}
  always: {cmd: "echo again > always.txt", outs: [always.txt], always_changed: true}
  silent: {cmd: "cat common.txt", deps: [common.txt]}
  measured: {cmd: "echo 1 > m.json", deps: [common.txt], metrics: [m.json: {cache: false}]}
  two: {cmd: ["echo one > two.txt", "echo two >> two.txt"], outs: [two.txt]}
  fails: {cmd: "echo nothing there >&2; exit 3", deps: [common.txt], outs: [fails.txt]}
  after: {cmd: "cat fails.txt > after.txt", deps: [fails.txt], outs: [after.txt]}
""",
    "sub/dvc.yaml": """
stages:
  inner: {cmd: "cat ../common.txt > out.txt", deps: [../common.txt], outs: [out.txt]}
""",
    "params.yaml": "n: 7\n",
    "seed.txt": "seed\n",
    "frozen.txt": "as it was\n",
    "parts/keep": "",
}  # fmt: skip

WELL = GRAPH["dvc.yaml"].partition("  fails:")[0]


def state(repository, *, ignored=True):
    """Return what a run leaves: files by hash, lock files by text, ignored names as sets, and DVC's word.

    A `dvc repro` in which a stage failed takes back what it wrote to .gitignore, of the stages that ended well too.
    We do not: hence `ignored`.
    """
    found = {}
    for path in sorted(repository.folder.rglob("*")):
        name = path.relative_to(repository.folder)
        if path.is_file() and name.parts[0] not in {".git", ".dvc", ".runs", ".prefect", "flows"}:
            text = path.read_text()
            hashed = hashlib.sha256(text.encode()).hexdigest()
            if path.name == ".gitignore" and not ignored:
                continue
            found[str(name)] = {".gitignore": sorted(text.split()), "dvc.lock": text}.get(path.name, hashed)
    return found, repository.run("dvc", "status")


@pytest.fixture
def both(repository):
    """The same graph twice: for `dvc repro`, and for us."""
    return repository(GRAPH, "serial"), repository(GRAPH, "parallel")


def test_a_run_leaves_what_dvc_repro_leaves(repository):
    serial, parallel = (repository(GRAPH | {"dvc.yaml": WELL}, name) for name in ("serial", "parallel"))
    serial.run("dvc", "repro")
    parallel.run("confoundry", "run", "--jobs", "3")
    assert state(parallel) == state(serial)
    assert "/ac.txt" in parallel.read(".gitignore")


def test_a_run_in_which_a_stage_fails_leaves_what_dvc_repro_leaves(both):
    serial, parallel = both
    assert "Stage 'after' will be skipped" in serial.run("dvc", "repro", "--keep-going", status=255)
    said = parallel.run("confoundry", "run", "--jobs", "3", status=1)
    assert state(parallel, ignored=False) == state(serial, ignored=False)
    assert "fails ended with status 3" in said
    assert "nothing there" in said
    assert said.splitlines()[-1] == "error: fails failed; 1 stage that depends on it did not run"
    log = re.search(r"full log: (\S+fails\.log)", said)[1]
    assert repository_log(parallel, log) == "nothing there\n"

    for one in both:  # a changed parameter, and one stage from the run cache
        one.write("params.yaml", "n: 8\n")
    serial.run("dvc", "repro", "--keep-going", status=255)
    said = parallel.run("confoundry", "run", status=1)
    assert state(parallel, ignored=False) == state(serial, ignored=False)
    assert "part@1" in said
    for one in both:
        one.write("params.yaml", "n: 7\n")
    serial.run("dvc", "repro", "--keep-going", status=255)
    said = parallel.run("confoundry", "run", status=1)
    assert "part@1 · restored from the cache" in said
    assert state(parallel, ignored=False) == state(serial, ignored=False)


def repository_log(repository, path):
    return (repository.folder / path).read_text()


@pytest.mark.parametrize(
    "arguments",
    [["part"], ["cell@a-d", "two"], ["late"], ["sub/dvc.yaml"], ["common", "--downstream"], ["-f", "part@2"]],
)
def test_targets_mean_what_they_mean_to_dvc_repro(both, arguments):
    serial, parallel = both
    failing = 255 if "--downstream" in arguments else 0
    serial.run("dvc", "repro", "--keep-going", *arguments, status=failing)
    parallel.run("confoundry", "run", *arguments, status=min(failing, 1))
    assert state(parallel, ignored=not failing) == state(serial, ignored=not failing)


def test_the_graph_is_the_one_that_dvc_draws(repository):
    drawn = repository(GRAPH).run("dvc", "dag", "--dot")
    edges = set(re.findall(r'"([^"]+)" -> "([^"]+)"', drawn))
    script = (
        "from confoundry.runner.dvc_books.ledger import RunLedger\n"
        "for step in RunLedger(['dvc.yaml', 'sub/dvc.yaml']).steps:\n"
        "    for need in step.needs: print(need, step.name)"
    )
    printed = repository(GRAPH, "again").run("python", "-c", script)
    assert {tuple(line.split()) for line in printed.splitlines()} == edges


def test_a_version_of_dvc_that_was_not_tested_is_told(monkeypatch):
    import dvc

    from confoundry.runner.dvc_books.ledger import version_note

    assert version_note() is None
    monkeypatch.setattr(dvc, "__version__", "4.0.1")
    assert "4.0.1" in version_note()
