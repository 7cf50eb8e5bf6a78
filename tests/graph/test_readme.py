"""The commands in the README and in docs/ work, page by page, in the order in which the README links to the pages."""

import re
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COMMANDS = re.compile(r"^```bash\n(.*?)^```", re.MULTILINE | re.DOTALL)  # `sh`: needs more than a finished tiny study


def commands(page: str) -> list[str]:
    """Return the blocks of commands of a page."""
    return COMMANDS.findall((ROOT / page).read_text(encoding="utf-8"))


def pages() -> list[str]:
    """Return the pages that the README links to, each once."""
    return list(dict.fromkeys(re.findall(r"\]\((docs/[\w-]+\.md)", (ROOT / "README.md").read_text(encoding="utf-8"))))


def test_it_begins_with_the_two_commands():
    assert commands("README.md")[:2] == ["make study\n", "make test\n"]


def test_the_readme_is_short():
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 150


def test_the_readme_links_to_every_page():
    assert sorted(pages()) == sorted(f"docs/{page.name}" for page in (ROOT / "docs").glob("*.md"))


def test_the_study_ends_with_verdicts_and_the_page(finished):
    printed = finished.read("printed.txt")
    assert "How easily does the recipe fall for a shortcut?" in printed
    assert "The page: reports/index.html" in printed
    assert finished.read("reports/index.html").startswith("<!DOCTYPE html>")


@pytest.fixture(scope="module")
def printed(finished, tmp_path_factory):
    """What the commands print in a finished tiny study, by page; the README's after `make study` and `make test`."""
    folder = tmp_path_factory.mktemp("commands") / "study"
    shutil.copytree(finished.folder, folder, symlinks=True)
    study = type(finished)(folder, finished.commands)
    blocks = {page: commands(page)[2 if page == "README.md" else 0 :] for page in ["README.md", *pages()]}
    return {
        page: [study.run("bash", "-euo", "pipefail", "-c", block) for block in of_page]
        for page, of_page in blocks.items()
        if of_page
    }


# What the commands print: minutes, since some of them train.
@pytest.mark.slow
@pytest.mark.ci
def test_every_page_with_commands_is_looked_at(printed):
    assert list(printed) == ["README.md", "docs/running.md", "docs/pull-requests.md"]


@pytest.mark.slow
@pytest.mark.ci
def test_diagnose_finds_the_cause_in_the_example(printed):
    (diagnosis,) = printed["README.md"]
    assert "The hidden activations are unsuitable." in diagnosis
    assert "status 1: a cause was found" in diagnosis


@pytest.mark.slow
@pytest.mark.ci
def test_a_changed_setting_is_planned_run_and_compared(printed):
    changed = printed["docs/running.md"][0]
    assert "3 of 17 stages would run" in changed
    assert "evaluate · lighting × l2" in changed
    assert "Changed: variants.l2.l2: 0.01 → 0.001\n" in changed


@pytest.mark.slow
@pytest.mark.ci
def test_the_commands_of_dvc_work(printed):
    dvc = printed["docs/running.md"][1]
    assert re.search(r"params.yaml +variants.l2.l2 +0.01 +0.1", dvc)
    assert re.search(r"metrics/headline.json +lighting.l2.excess_pull", dvc)
    assert "index.html" in dvc, "the plots"
    assert "The page: reports/index.html" in dvc
    assert "Data and pipelines are up to date" in dvc


@pytest.mark.slow
@pytest.mark.ci
def test_all_files_are_as_recorded(printed):
    assert "Everything is as recorded" in printed["docs/running.md"][2]


@pytest.mark.slow
@pytest.mark.ci
def test_the_metric_diff_names_the_changed_setting(printed):
    assert "Changed: variants.l2.l2: 0.01 → 0.1\n" in printed["docs/pull-requests.md"][0]
