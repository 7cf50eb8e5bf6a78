"""From facts to causes: each rule speaks, and a cause that another one brings about is named in its evidence."""

from dataclasses import replace

from confoundry.diagnosis.cause import Cause
from confoundry.diagnosis.facts import Facts
from confoundry.diagnosis.limits import LIMITS, Limits
from confoundry.diagnosis.names import CAUSES
from confoundry.diagnosis.symptoms.table import BEFORE, SYMPTOMS

ALONE = ("undercapacity",)  # while something else keeps a network from learning, nobody knows whether it is too small


def causes(facts: Facts, limits: Limits = LIMITS) -> tuple[Cause, ...]:
    """Return the causes that the facts speak for, most likely first; none for a healthy model."""
    rules = BEFORE if facts.run.error else SYMPTOMS
    found = [cause for rule in rules.values() for cause in rule(facts, limits)]
    if facts.run.error and not found:
        evidence = f"training could not begin: {facts.run.error}"
        return (
            Cause("loss_mismatch", 0.5, evidence, "check the shapes of labels and answers, and what the loss takes"),
        )
    return ranked(found)


def ranked(found: list[Cause]) -> tuple[Cause, ...]:
    """Return causes by their confidence, each name once; what one brings about comes after it, and is named by it.

    A cause that another one brings about comes below it, with at most its confidence.
    """
    best: dict[str, Cause] = {}
    brought = {name for cause in found for name in cause.symptoms}
    found = [cause for cause in found if cause.name not in ALONE or cause.name not in brought]
    for cause in sorted(found, key=lambda cause: -cause.confidence):
        best.setdefault(cause.name, cause)
    order = list(CAUSES)
    left, done = sorted(best.values(), key=lambda one: (-one.confidence, order.index(one.name))), []
    while left:
        deepest = next(
            (one for one in left if not any(one.name in other.symptoms for other in left if other is not one)), left[0]
        )
        left.remove(deepest)
        done.append(deepest)
    confidences = [one.confidence for one in done]
    for place in range(1, len(done)):
        confidences[place] = min(confidences[place], confidences[place - 1])
    return tuple(_telling(one, best, sure) for one, sure in zip(done, confidences, strict=True))


def _telling(cause: Cause, found: dict[str, Cause], confidence: float) -> Cause:
    brought = [CAUSES[name] for name in cause.symptoms if name in found]
    evidence = f"{cause.evidence} (hence: {'; '.join(brought)})" if brought else cause.evidence
    return replace(cause, evidence=evidence, confidence=round(confidence, 2))
