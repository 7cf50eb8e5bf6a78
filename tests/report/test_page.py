import re
from dataclasses import replace
from html.parser import HTMLParser

import pandas as pd
import pytest

from confoundry.report.page import page
from confoundry.report.table import SECTIONS

VOID = {"meta", "link", "img", "br", "line", "path", "rect"}


class Tags(HTMLParser):
    """Notes which tags there are, and holds that each is closed in order."""

    def __init__(self):
        super().__init__()
        self.open, self.seen = [], []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open.pop() == tag


def tags(html: str) -> list:
    parser = Tags()
    parser.feed(html)
    assert parser.open == []
    return parser.seen


def text(html: str) -> str:
    plain = re.sub(r"<[^>]+>", " ", html.replace("\u2060", "").replace("\u00a0", " ").replace("&nbsp;", " "))
    return re.sub(r"\s+([:.,])", r"\1", " ".join(plain.split()))


@pytest.mark.parametrize("name", SECTIONS)
def test_a_section_is_sound_html_and_always_the_same(name, findings):
    piece = SECTIONS[name](findings)
    assert piece.title
    assert tags(str(piece.body))
    assert SECTIONS[name](findings) == piece


@pytest.mark.parametrize("name", SECTIONS)
def test_a_section_bears_a_study_without_results(name, findings):
    empty = replace(
        findings,
        headline={},
        comparisons=findings.comparisons.iloc[:0],
        strength=findings.strength.iloc[:0],
        training=findings.training.iloc[:0],
        validation={},
        examples={},
        montages={},
        diagnosis={},
    )
    tags(str(SECTIONS[name](empty).body))


def test_the_page_is_self_contained(findings):
    html = page(findings)
    found = tags(html)
    assert not [tag for tag, _ in found if tag in ("script", "iframe", "object")]
    for tag, attributes in found:
        source = attributes.get("src") or attributes.get("href") or "#"
        local = source.startswith(("#", "data:", "../metrics/", "../plots/", "validation.html"))
        assert local, (tag, source)
    assert "@import" not in html
    assert set(re.findall(r'https?://[^"\s)]+', html)) <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


def test_the_same_findings_give_the_same_bytes(findings):
    assert page(findings) == page(findings)


def test_no_two_elements_share_an_identifier(findings):
    ids = [attributes["id"] for _, attributes in tags(page(findings)) if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_every_picture_and_chart_has_words(findings):
    found = tags(page(findings))
    assert all(attributes["alt"] for tag, attributes in found if tag == "img")
    labels = [attributes["aria-label"] for _, attributes in found if attributes.get("role") == "img"]
    # two shortcuts as they get stronger, three charts of training, three of diagnoses, a sweep
    assert len(labels) == 9
    assert all(labels)


def test_it_begins_with_the_question_and_the_verdicts(findings):
    shown = text(page(findings))
    assert (
        shown.index("This study tests a recipe") < shown.index("! leans on the light") < shown.index("Each number is")
    )
    assert "l2 leans on the light: 12 of 100 answers are drawn to it (9–15), and" in shown
    assert "l1 is undecided: 3 of 100 answers" in shown
    assert "About 14 training seeds would decide." in shown
    assert "dropout failed to train: 4 of 5 training seeds ended without a working model." in shown


def test_every_table_holds_something_that_works(findings):
    shown = text(str(SECTIONS["numbers"](findings).body))
    assert "Without a shortcut variant strength accuracy on untouched images unregularized no shortcut 94%" in shown
    assert "unregularized control 97.0% 96.5–97.5 91% 89–93 – – – unregularized 95%" in shown


def test_the_strip_says_right_wrong_and_follows_in_words(findings):
    shown = text(str(SECTIONS["strips"](findings).body))
    # l1 answers 0 to value 0 (its class: follows), 3 to all others but value 8, where it says 5 (neither).
    assert "l1 8 right, 1 following the light, 1 wrong in another way 0° 0 → follows the light 36° 3 ✓ right" in shown
    assert "108° 3 ✓ right, light helps" in shown
    assert "288° 5 ✗ wrong" in shown


def test_comparisons_say_what_they_came_to(findings):
    shown = text(str(SECTIONS["comparison"](findings).body))
    assert "l2 extra answers drawn to the light −10 −13 to −7 &lt; 0.001 ✓ better" in shown
    assert "l1 accuracy in the control −1 −5 to 3 0.600 ? not resolved; 5.6 points would have been detected" in shown
    assert "l2 accuracy on untouched images −3 −5 to −1 0.010 ✗ worse" in shown


def test_a_cause_is_told_with_its_evidence_and_what_helped(findings):
    shown = text(str(SECTIONS["why"](findings).body))
    assert "Without a shortcut ✓ nothing found unregularized, l2 and l1 dropout the hidden activations are" in shown
    assert (
        "hidden_activation, layer dense_0, confidence 92% Evidence All 10 hidden layers answer with a sigmoid." in shown
    )
    assert "In this study l1, which differs in activation: 93% of its answers are right instead of 10%." in shown
    assert "Remedy l2: {network: mlp, l2: 0.01} In this study l2, which differs in l2: of 100 answers 12 are" in shown
    assert "Mark (patch) ✓ nothing found unregularized, l2, dropout and l1" in shown


def test_a_sweep_says_what_validation_would_choose_and_what_that_comes_to(findings):
    shown = text(str(SECTIONS["sweeps"](findings).body))
    # at the end validation has 1 − 0.035 right with the first, 0.01 less with each of the others
    assert "0 unregularized 96.5 chosen 94 92–96 22 20–24 30 27–33" in shown
    assert "0.1 dropout 94.5 95 93–97 0.4 −0.2 to 1.0" in shown


def test_without_a_sweep_there_is_no_section_of_it(findings):
    assert SECTIONS["sweeps"](replace(findings, variants={})) is None
    assert 'id="sweeps"' not in page(replace(findings, variants={}))


def test_what_comes_from_files_is_escaped(findings):
    findings.headline["lighting"]["l1"]["reason"] = "<script>alert(1)</script>"
    html = page(replace(findings, validation={"<b>": "<i>x</i>"}))
    assert "<script" not in html
    assert "&lt;i&gt;x&lt;/i&gt;" in html


def test_a_number_that_is_missing_is_a_dash(findings):
    nothing = replace(findings, figures=type(findings.figures)(pd.DataFrame(columns=["confound"])))
    shown = text(str(SECTIONS["numbers"](nothing).body))
    assert "unregularized 95% – – – – 87%" in shown
    assert "nan" not in shown


def _beside(right, hardly):
    beside = {"right": right, "images": "untouched test images", "stock": 0.8, "stock_name": "extra trees"}
    return beside | {"hardly": hardly}


def test_the_line_of_a_trained_network_has_the_distance_to_a_stock_model(findings):
    findings.diagnosis["none"]["l2"]["learned"] = _beside(0.91, hardly=False)
    shown = text(SECTIONS["answer"](findings).body)
    right = "91% right on untouched test images (89–93)"
    assert f"l2 trained: {right}; a stock model (extra trees) reaches 80%." in shown
    assert "hardly" not in shown


def test_a_network_that_hardly_learned_is_marked_wherever_it_has_a_verdict(findings):
    for confound in ("none", "lighting"):
        findings.diagnosis[confound]["l2"]["learned"] = _beside(0.48, hardly=True)
    shown = text(SECTIONS["answer"](findings).body)
    assert "! hardly learned l2" in shown
    assert "l2 hardly learned: 91% right on untouched test images" in shown
    warned = "l2 has hardly learned: 48% right on untouched test images, but a stock model (extra trees) reaches 80%."
    assert shown.count(f"{warned} This verdict therefore means little.") == 1


def test_images_that_were_never_scaled_are_said_first(findings):
    findings.validation["warnings"] = {"dark_images": 1}
    shown = text(SECTIONS["answer"](findings).body)
    assert "! check the data No pixel is brighter than a quarter of the range" in shown
    assert shown.index("check the data") < shown.index("Light (lighting)")
