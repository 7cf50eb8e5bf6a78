"""From facts to causes: apply all rules, rank the causes, and name the consequences of each cause in its evidence."""

from dataclasses import replace

from confoundry.diagnosis.cause import Cause
from confoundry.diagnosis.facts import Facts
from confoundry.diagnosis.limits import LIMITS, Limits
from confoundry.diagnosis.names import CAUSES
from confoundry.diagnosis.symptoms.table import BEFORE, SYMPTOMS
from confoundry.wording import listed

# Reported only where no other cause explains it: a network that cannot learn may still be large enough.
ALONE = ("undercapacity",)


def causes(facts: Facts, limits: Limits = LIMITS) -> tuple[Cause, ...]:
    """Return the causes that the facts support, most likely first; none for a healthy model."""
    rules = BEFORE if facts.run.error else SYMPTOMS
    found = [cause for rule in rules.values() for cause in rule(facts, limits)]
    if facts.run.error and not found:
        evidence = f"Training could not start: {facts.run.error}"
        remedy = "check the shapes of the labels and outputs, and what the loss expects"
        return (Cause("loss_mismatch", 0.5, evidence, remedy),)
    return ranked(found)


def ranked(found: list[Cause]) -> tuple[Cause, ...]:
    """Sort causes by confidence and keep the most confident one of each name.

    A cause that is a consequence of another one comes after it, with at most the same confidence, and is named in the
    other one's evidence.
    """
    best: dict[str, Cause] = {}
    consequences = {name for cause in found for name in cause.symptoms}
    found = [cause for cause in found if cause.name not in ALONE or cause.name not in consequences]
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
    return tuple(_with_consequences(one, best, sure) for one, sure in zip(done, confidences, strict=True))


def _with_consequences(cause: Cause, found: dict[str, Cause], confidence: float) -> Cause:
    titles = [CAUSES[name] for name in cause.symptoms if name in found]
    evidence = cause.evidence
    if titles:
        evidence += f" This also explains the finding{'s' * (len(titles) > 1)} that {listed(titles)}."
    return replace(cause, evidence=evidence, confidence=round(confidence, 2))
