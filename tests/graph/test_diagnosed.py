"""What the study says of why."""

import json


def test_a_variant_that_leans_on_the_light_answers_from_a_shortcut(finished):
    named = json.loads(finished.read("metrics/diagnosis.json"))
    verdicts = json.loads(finished.read("metrics/headline.json"))
    assert {confound: list(variants) for confound, variants in named.items()} == {
        "none": ["unregularized", "l2"],
        "lighting": ["unregularized", "l2"],
    }
    assert named["none"] == {"unregularized": "healthy", "l2": "overregularized"}  # studies/causes/killed.json: l2_1e_2
    for variant, causes in named["lighting"].items():
        assert ("shortcut" in causes.split(", ")) == (verdicts["lighting"][variant]["verdict"] in ("follows", "leans"))


def test_the_evidence_is_on_the_page(finished):
    found = json.loads(finished.read("reports/diagnosis.json"))
    assert found["none"]["l2"]["seeds"] == 3
    assert [layer["layer"] for layer in found["none"]["l2"]["layers"]] == ["dense", "dense_1", "dense_2"]
    assert "Causes and remedies" in finished.read("reports/index.html")


def test_dvc_shows_it_as_a_metric(finished):
    shown = json.loads(finished.run("dvc", "metrics", "show", "--json", "metrics/diagnosis.json"))
    assert shown[""]["data"]["metrics/diagnosis.json"]["data"]["none"]["l2"] == "overregularized"
