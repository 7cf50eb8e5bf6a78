"""What the README tells people to type works, in the order in which it tells them."""

import re
from pathlib import Path

README = Path(__file__).parents[2] / "README.md"


def commands() -> list[str]:
    """Return the README's blocks of commands."""
    return re.findall(r"^```bash\n(.*?)^```", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def test_it_begins_with_the_two_commands():
    assert commands()[:2] == ["make study\n", "make test\n"]


def test_the_study_ends_with_verdicts_and_the_page(finished):
    printed = finished.read("printed.txt")
    assert "How easily does the recipe fall for a shortcut?" in printed
    assert "The page: reports/index.html" in printed
    assert finished.read("reports/index.html").startswith("<!DOCTYPE html>")


def test_its_other_commands_work_after_the_study(study):
    printed = [study.run("bash", "-euo", "pipefail", "-c", block) for block in commands()[2:]]
    assert "3 of 17 stages would run" in printed[0]
    assert "evaluate · lighting × l2" in printed[0]
    assert re.search(r"params.yaml +variants.l2.l2 +0.01 +0.1", printed[1])
    assert re.search(r"metrics/headline.json +lighting.l2.excess_pull", printed[1])
    assert "index.html" in printed[1], "the plots"
    assert "The page: reports/index.html" in printed[1]
    assert "Data and pipelines are up to date" in printed[1]
    assert "Changed: variants.l2.l2: 0.01 → 0.001\n" in printed[0]
    assert "The activations between layers do not fit." in printed[2]
    assert "status 1: a cause was named" in printed[2]
    assert "Changed: variants.l2.l2: 0.01 → 0.1\n" in printed[3]
