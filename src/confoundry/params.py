"""Checks all of params.yaml before anything runs: every setting and every name."""

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from pydantic import Field

from confoundry.alignments import CONTROL, alignment_text
from confoundry.checks.settings import ValidationSettings
from confoundry.comparison.settings import GateSettings, parse_gates
from confoundry.confounds.base import Confound
from confoundry.confounds.table import CONFOUNDS
from confoundry.errors import BadInput, did_you_mean
from confoundry.evaluation.names import numbers
from confoundry.evaluation.settings import LimitSettings
from confoundry.networks.own import check_builder
from confoundry.networks.table import NETWORKS
from confoundry.nightly.settings import NightlySettings
from confoundry.settings import Settings, parse, shortened
from confoundry.sources.settings import DataSettings
from confoundry.sources.table import SOURCES
from confoundry.study import Name, RunSettings, StudySettings
from confoundry.training.settings import TrainingOverrides, TrainingSettings


class Params(Settings):
    """The content of params.yaml. The entries of confounds and variants are checked one by one."""

    data: DataSettings = DataSettings()
    validation: ValidationSettings = ValidationSettings()
    study: StudySettings
    confounds: dict[Name, dict[str, Any] | None] = Field(min_length=1)
    variants: dict[Name, dict[str, Any] | None] = Field(min_length=1)
    training: TrainingSettings = TrainingSettings()
    limits: LimitSettings = LimitSettings()
    gates: tuple[dict[str, Any], ...] = ()
    run: RunSettings = RunSettings()
    nightly: NightlySettings = NightlySettings()


@dataclass(frozen=True)
class VariantEntry:
    """A variant of params.yaml: the network's name, all of its settings, and its training settings."""

    network: str
    settings: dict[str, Any]
    training: dict[str, int | float]


def check_params(values: dict[str, Any]) -> tuple[Params, dict[str, tuple[str, Confound]], dict[str, VariantEntry]]:
    """Check every setting and name of params.yaml.

    Args:
        values: The content of the file as plain values.

    Returns:
        All settings, the confounds by name (each with its kind), and the variants by name, used by the study or not.

    Raises:
        BadInput: A key is invalid. The message names the first one, and says what was expected and what was found.
    """
    params = parse(Params, {key: value for key, value in values.items() if value is not None}, "")
    _look_up("data.source", params.data.source, SOURCES)
    confounds = {name: _confound(name, dict(entry or {})) for name, entry in params.confounds.items()}
    variants = {name: _variant(name, dict(entry or {}), params.training) for name, entry in params.variants.items()}
    for name in params.study.confounds:
        _look_up("study.confounds", name, confounds)
    for name in params.study.variants:
        _look_up("study.variants", name, variants)
    planted = [confounds[name][1] for name in params.study.confounds if confounds[name][1].levels > 1]
    _check_verdict_at(params.study, planted)
    _check_folds(params, confounds, variants)
    _check_gates(params, max((confound.levels for confound in planted), default=1))
    return params, confounds, variants


def _check_folds(params: Params, confounds: dict[str, tuple[str, Confound]], variants: dict[str, VariantEntry]) -> None:
    """Cross-validation needs a confound in the study that adds no shortcut."""
    with_folds = [name for name in params.study.variants if "folds" in variants[name].training]
    if with_folds and all(confounds[name][1].levels > 1 for name in params.study.confounds):
        raise BadInput(
            f"params.yaml: variants.{with_folds[0]}.training.folds",
            expected="a confound in study.confounds that adds no shortcut",
            came=", ".join(params.study.confounds),
            remedy="add `none`",
        )


def _check_verdict_at(study: StudySettings, planted: Sequence[Confound]) -> None:
    """Verdicts need models that were trained at `verdict_at`. A study without a shortcut has no verdicts."""
    text, texts = alignment_text(study.verdict_at), study.alignment_texts()
    if planted and text not in texts:
        usable = [one for one in texts if one not in (CONTROL, "1.0")]
        default = "" if "verdict_at" in study.model_fields_set else " (the default)"
        raise BadInput(
            "params.yaml: study.verdict_at",
            expected=f"one of study.alignments below 1: {', '.join(usable) or 'none is listed'}",
            came=text + default,
            remedy=f"add {text} to study.alignments" + (f", or set verdict_at to {usable[-1]}" if usable else ""),
        )


def _check_gates(params: Params, levels: int) -> None:
    """Check that each gate matches something in the study."""
    study = params.study
    for place, gate in enumerate(parse_gates(params.gates)):
        for key, names in (("confound", study.confounds), ("variant", study.variants)):
            _look_for(f"gates.{place}.{key}", getattr(gate, key), names)
        if gate.alignment:
            _look_for(f"gates.{place}.alignment", gate.alignment, study.alignment_texts())
        _look_for_metric(f"params.yaml: gates.{place}.metric", gate, levels)


def _look_for(where: str, pattern: str, names: Sequence[str]) -> None:
    if not any(fnmatchcase(name, pattern) for name in names):
        raise BadInput(
            f"params.yaml: {where}",
            expected=f"one of {', '.join(names)}, or a pattern that matches one",
            came=shortened(pattern),
            remedy=did_you_mean(pattern, names, "fix the name, or remove the gate"),
        )


def _look_for_metric(where: str, gate: GateSettings, levels: int) -> None:
    """Look the metric up in the numbers that metrics/summary.csv will contain. Only some support `max_drop`."""
    known = numbers(levels, paired=gate.max_drop is not None)
    if not any(fnmatchcase(name, gate.metric) for name in known):
        kind = "a metric whose drop can be tested" if gate.max_drop is not None else "a metric"
        raise BadInput(
            where,
            expected=f"{kind} (see docs/metrics.md), or a pattern that matches one",
            came=shortened(gate.metric),
            remedy=did_you_mean(gate.metric, known, "fix the name, or remove the gate"),
        )


def _confound(name: str, entry: dict[str, Any]) -> tuple[str, Confound]:
    kind = _table_entry(f"confounds.{name}", entry, "kind", CONFOUNDS)
    confound = parse(CONFOUNDS[kind], entry, f"confounds.{name}")
    for label, value in (confound.map or {}).items():
        if value >= confound.levels:
            raise BadInput(
                f"params.yaml: confounds.{name}.map.{label}",
                expected=f"a value from 0 to {confound.levels - 1}",
                came=str(value),
                remedy="fix the map or raise `levels`",
            )
    return kind, confound


def _variant(name: str, entry: dict[str, Any], training: TrainingSettings) -> VariantEntry:
    where = f"variants.{name}"
    overrides = parse(TrainingOverrides, entry.pop("training", {}), f"{where}.training")
    given = overrides.model_dump(exclude_none=True)
    trained = {"epochs": training.epochs, "batch_size": training.batch_size} | given
    if "folds" in given and "early_stopping" in given:
        raise BadInput(
            f"params.yaml: {where}.training.folds",
            expected="no early_stopping in the same variant",
            came="both: the held-out images would choose the epoch",
            remedy="remove one of them",
        )
    network = entry.get("network")
    if isinstance(network, str) and network.startswith("own."):
        check_builder(network, settings := {k: v for k, v in entry.items() if k != "network"}, f"params.yaml: {where}")
        return VariantEntry(network, settings, trained)
    network = _table_entry(where, entry, "network", NETWORKS, ", or your own as own.<module>:<function>")
    return VariantEntry(network, parse(NETWORKS[network], entry, where).model_dump(mode="json"), trained)


def _table_entry(where: str, entry: dict[str, Any], word: str, table: Any, also: str = "") -> str:
    """Return the name of an entry's class in a table: the value of the key `word`, or else the entry's own name."""
    if word in entry:
        name, where, remedy = entry.pop(word), f"{where}.{word}", "fix the name"
    else:
        name = where.rpartition(".")[2]
        remedy = f"add its {word}, such as `{name}: {{{word}: {next(iter(table))}}}`"
    _look_up(where, name, table, also=also, remedy=remedy)
    return name


def _look_up(where: str, name: Any, table: Any, *, also: str = "", remedy: str = "fix the name") -> None:
    if not isinstance(name, str) or name not in table:
        expected = f"one of {', '.join(table)}{also}"
        remedy = did_you_mean(str(name), table, remedy) if remedy == "fix the name" else remedy
        raise BadInput(f"params.yaml: {where}", expected=expected, came=shortened(name), remedy=remedy)
