"""The differences between two revisions, as plain values for programs; unknown values are null."""

import json
import math
from dataclasses import asdict
from typing import Any

from confoundry.comparison.changes import Change
from confoundry.comparison.difference import Difference
from confoundry.comparison.gate_changes import Loosened
from confoundry.comparison.gates import GateResult
from confoundry.comparison.inputs import ChangedInput
from confoundry.comparison.sentence import sentence
from confoundry.comparison.settings import GateSettings


def as_json(found: Difference) -> dict[str, Any]:
    """Return the differences as a dictionary; its keys are stable."""
    return {
        "against": found.against,
        "against_words": found.against_words,
        "verdict": sentence(found),
        "comparable": asdict(found.comparable),
        "warnings": [*found.warnings, *([found.unpaired] if found.unpaired else []), *found.notes],
        "changes": [_change(one) for one in found.changes],
        "added": [list(cell) for cell in found.added],
        "removed": [list(cell) for cell in found.removed],
        "causes": [
            {"confound": confound, "variant": variant, "before": before, "after": after}
            for (confound, variant), before, after in found.changed_causes
        ],
        "inputs": [_input(one) for one in found.inputs],
        "gates": [_checked(one) for one in found.gates],
        "gate_changes": [
            {"gate": _gate(one.gate), "before": one.before, "after": one.after, "looser": one.looser}
            for one in found.gate_changes
        ],
        "loosened": [_loosened(one) for one in found.loosened],
        "on_trust": [list(cell) for cell in found.on_trust],
        "ran": found.ran,
        "stages": found.stages,
    }


def _change(one: Change) -> dict[str, Any]:
    return {
        "confound": one.confound,
        "variant": one.variant,
        "alignment": one.alignment,
        "metric": one.metric,
        "before": _number(one.before.value),
        "after": _number(one.after.value),
        "difference": _number(one.difference),
        "low": _number(one.low),
        "high": _number(one.high),
        "p_holm": _number(one.p_holm),
        "detectable": _number(one.detectable),
        "judgement": one.judgement,
        "verdict_before": one.verdict_before,
        "verdict_after": one.verdict_after,
        "how": one.how,
        "images": one.images,
        "replicates": one.replicates,
    }


def _input(one: ChangedInput) -> dict[str, Any]:
    before, after = (_plain(value) for value in (one.before, one.after))
    return {"what": one.what, "key": one.key, "before": before, "after": after}


def _plain(value: Any) -> Any:
    """Return a YAML value as JSON; dates and numbers that are not finite become text."""
    return json.loads(json.dumps(value, default=str), parse_constant=str)


def _checked(one: GateResult) -> dict[str, Any]:
    confound, variant, alignment, metric = one.place
    return {
        "gate": _gate(one.gate),
        "confound": confound,
        "variant": variant,
        "alignment": alignment,
        "metric": metric,
        "status": one.status,
        "breaks": one.breaks,
        "value": _number(one.value),
        "limit": one.gate.limit,
        "message": one.message,
    }


def _loosened(one: Loosened) -> dict[str, Any]:
    confound, variant, alignment, metric = one.place
    about = {"confound": confound, "variant": variant, "alignment": alignment, "metric": metric}
    return about | {"kind": one.kind, "before": one.before, "after": one.after}


def _gate(gate: GateSettings) -> dict[str, Any]:
    return gate.model_dump(mode="json", exclude_none=True)


def _number(value: float | None) -> float | None:
    """Return a number with 4 decimals, as in the tables; null if there is none."""
    return None if value is None or not math.isfinite(value) else round(float(value), 4) + 0.0
