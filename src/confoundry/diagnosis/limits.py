"""The limits that the rules go by. docs/diagnosis.md says on which programs they were fitted."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Limits of the rules; scores are accuracy or R².

    Attributes:
        shortfall: How far below the stock models a held-out score counts as short.
        unlearned: Share of what can be learned from the training samples that has not been, from which on training
            has fallen short.
        largest: The largest input that is not too large.
        scale_ratio: How much more than the median feature one may vary.
        offset: How many standard deviations a feature's mean may lie from 0.
        target: The largest number that a regression may be asked for without scaling.
        spread_high: How much larger than He's initial weights may be.
        spread_low: How much smaller than the least of the usual ones they may be.
        dead: Share of a layer's units that may be dead.
        saturated: Share of a layer's outputs that may be saturated.
        vanishing: The first hidden layer's gradient over the last one's, below which gradients vanish.
        exploding: Gradient norm above which gradients explode.
        update_high: Change of a layer's weights in a step over the weights, that is too much.
        improved: Share of the loss that a trial must take off to show that what it changed was wrong.
        gap: Difference of the scores of training and held-out samples that is too much.
        gap_of_few: The same for a network with few parameters for each training sample.
        rise: Last validation loss over the least, that is too much.
        penalty: Share of the penalties in the loss that is too much.
        strength: Factor of an L2 penalty (or ten times that of an L1 penalty) that is too much.
        dropout: Share of dropped units that is too much.
        tight: Score of the training samples below which a network may be held back.
        filter: Width of a filter over that of the input, that is too much.
        steps: Steps an epoch that are too few.
        many: Parameters for each training sample that are many.
        surest: Score of the stock models on the samples that they are surest of, below which labels may be wrong.
        easier: How much of what the stock models get wrong they must get right there, for labels that are right.
    """

    shortfall: float = 0.05
    unlearned: float = 0.10
    largest: float = 20.0
    scale_ratio: float = 12.0
    offset: float = 8.5
    target: float = 50.0
    spread_high: float = 2.5
    spread_low: float = 0.15
    dead: float = 0.6
    saturated: float = 0.5
    vanishing: float = 0.01
    exploding: float = 1e3
    update_high: float = 0.03
    improved: float = 0.25
    gap: float = 0.05
    gap_of_few: float = 0.09
    rise: float = 1.3
    penalty: float = 0.5
    strength: float = 0.1
    dropout: float = 0.65
    tight: float = 0.97
    filter: float = 0.33
    steps: int = 8
    many: float = 60.0
    surest: float = 0.85
    easier: float = 0.35


LIMITS = Limits()
