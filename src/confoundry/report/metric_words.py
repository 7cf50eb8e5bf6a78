"""METRIC_WORDS: each metric in words, by its key."""

METRIC_WORDS: dict[str, str] = {
    "aligned_accuracy": "accuracy where the {noun} helps",
    "conflicting_accuracy": "accuracy where the {noun} misleads",
    "gap": "accuracy where the {noun} helps minus accuracy where it misleads",
    "excess_pull": "extra answers drawn to the {noun}",
    "pull": "answers drawn to the {noun}, without comparison with the control",
    "shortcut_cost": "accuracy lost to the {noun}",
    "follow_rate": "answers that name the {noun}'s class, where the {noun} misleads",
    "cue_share": "answers that follow the {noun}, as a share of those that follow it and those that are correct",
    "unbiased_accuracy": "accuracy over all values of the {noun}, each counted equally",
    "worst_group_accuracy": "accuracy in the worst pair of class and {noun}",
    "train_mix_accuracy": "accuracy on images mixed like the training images",
    "all_renders_accuracy": "images answered correctly with every value of the {noun}",
    "plain_accuracy": "accuracy on untouched images",
    "sensitivity": "share of the variance of the probabilities that the {noun} causes",
    "sensitivity_main": "the same, but only the effect that is the same for all images",
    "flip_rate": "pairs of values of the {noun} for which an image's answers differ",
    "any_flip": "images whose answers are not the same for all values of the {noun}",
    "effect": "probability that moves between two values of the {noun}, on average",
}


def metric_words(metric: str, noun: str) -> str:
    """Return a metric in words, or its key with spaces if it has none."""
    return METRIC_WORDS.get(metric, metric.replace("_", " ")).format(noun=noun)
