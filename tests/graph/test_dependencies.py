"""dvc.yaml names the code that each stage imports, and no stage more than it says."""

from functools import cache
from pathlib import Path

import pytest
import yaml

from confoundry.code import PUBLIC_NAMES, closure

ROOT = Path(__file__).parents[2]
STAGES = yaml.safe_load((ROOT / "dvc.yaml").read_text())["stages"]


def code_dependencies(stage: str) -> list[str]:
    return [path for path in STAGES[stage]["deps"] if path.startswith("src/")]


@cache
def imported(stage: str) -> list[str]:
    files = closure([f"confoundry.stages.{stage}"], [ROOT / "src"])
    return [path.relative_to(ROOT).as_posix() for path in files.values()]


def covers(dependency: str, file: str) -> bool:
    return file == dependency or file.startswith(f"{dependency}/")


@pytest.mark.parametrize("stage", STAGES)
def test_dependencies_cover_what_a_stage_imports(stage):
    missing = [file for file in imported(stage) if not any(covers(one, file) for one in code_dependencies(stage))]
    assert not missing


@pytest.mark.parametrize("stage", STAGES)
def test_each_code_dependency_is_imported(stage):
    idle = [one for one in code_dependencies(stage) if not any(covers(one, file) for file in imported(stage))]
    assert not idle


@pytest.mark.parametrize("stage", [name for name in STAGES if name != "resolve"])
def test_no_stage_depends_on_a_table_of_entries_that_resolve_accounts_for(stage):
    for table in ("src/confoundry/confounds/table.py", "src/confoundry/networks/table.py"):
        assert not any(covers(one, table) for one in code_dependencies(stage))


WAITING = [("inject", "confounds/${item.confound}"), ("train", "variants/${item.variant}")]


@pytest.mark.parametrize(("stage", "file"), WAITING)
def test_nothing_is_planted_or_trained_before_preflight_and_a_new_entry_makes_no_other_stale(stage, file):
    waits = [path for path in STAGES[stage]["deps"] if path.startswith("data/preflight")]
    assert waits == [f"data/preflight/{file}.json"]


def test_each_stage_of_the_graph_has_its_file():
    assert all(STAGES[stage]["cmd"].split()[:3] == ["python", "-m", f"confoundry.stages.{stage}"] for stage in STAGES)


def test_imports_are_found_in_functions_in_packages_and_relative(tmp_path):
    package = tmp_path / "src" / "confoundry"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("from confoundry.public import name\n")
    (package / "public.py").write_text("name = 1\n")
    (package / "first.py").write_text("def f():\n    from confoundry.second import g\n")
    (package / "second.py").write_text("from . import third\nimport os\n")
    (package / "third.py").write_text('"""Nothing but words."""\n')
    (package / "fourth.py").write_text("x = 1\n")
    found = closure(["confoundry.first"], [tmp_path / "src"], leave_out=[PUBLIC_NAMES])
    assert list(found) == ["confoundry.first", "confoundry.second"]


def test_packages_hold_no_code_that_dependencies_would_miss():
    for path in (ROOT / "src" / "confoundry").glob("*/**/__init__.py"):
        package = ".".join(path.parent.relative_to(ROOT / "src").parts)
        found = closure([package], [ROOT / "src"])
        # the packages around it are named wherever it is
        others = [one for one in found if not f"{package}.".startswith(f"{one}.")]
        assert not others, "it imports of the project what no stage would name"
