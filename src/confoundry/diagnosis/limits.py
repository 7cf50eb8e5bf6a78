"""The limits that the rules use. docs/diagnosis.md says on which programs they were fitted."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Limits of the rules; scores are accuracy or R².

    Attributes:
        shortfall: Largest acceptable difference between the held-out scores of the best stock model and the network.
        unlearned: Largest acceptable share of what can be learned from the training samples but was not.
        largest: Largest acceptable absolute input.
        scale_ratio: Largest acceptable standard deviation of a feature over that of the median feature.
        offset: Largest acceptable distance of a feature's mean from 0, in standard deviations.
        target: Largest acceptable absolute target of a regression without scaling.
        spread_high: Largest acceptable spread of initial weights over that of the He initializer.
        spread_low: Smallest acceptable spread of initial weights over the smallest of the usual initializers.
        dead: Largest acceptable share of dead units in a layer.
        saturated: Largest acceptable share of saturated outputs in a layer.
        vanishing: Gradient of the first hidden layer over that of the last one, below which gradients vanish.
        exploding: Gradient norm above which gradients explode.
        update_high: Largest acceptable change of a layer's weights in a step, over the weights.
        improved: Share by which a trial must reduce the loss to show that the setting it changed was unsuitable.
        gap: Largest acceptable difference between the training score and the held-out score.
        gap_of_few: The same for a network with few parameters per training sample.
        rise: Largest acceptable ratio of the last validation loss to the smallest one.
        penalty: Largest acceptable share of penalties in the loss.
        strength: Factor of an L2 penalty (or ten times that of an L1 penalty) that is too strong.
        dropout: Share of dropped units that is too much.
        tight: Training score below which a network may be held back.
        filter: Largest acceptable width of a filter over that of the input.
        steps: Number of steps per epoch that is too small.
        many: Number of parameters per training sample that counts as many.
        surest: Score of the stock model on its most certain samples, below which labels may be incorrect.
        easier: Smallest share of the stock model's errors that must vanish on its most certain samples if the labels
            are correct.
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
