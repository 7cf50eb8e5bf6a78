"""METRIC_WORDS: what people read for each metric's key."""

METRIC_WORDS: dict[str, str] = {
    "aligned_accuracy": "accuracy where the {noun} helps",
    "conflicting_accuracy": "accuracy where the {noun} misleads",
    "gap": "accuracy where it helps, less accuracy where it misleads",
    "excess_pull": "answers drawn to the {noun} because it was learned",
    "pull": "answers drawn to the {noun}",
    "shortcut_cost": "accuracy lost to the {noun}",
    "follow_rate": "answers that name the class that the {noun} stands for, where it misleads",
    "cue_share": "of the answers that name the object's or the {noun}'s class, the {noun}'s part",
    "unbiased_accuracy": "accuracy over every {noun} alike",
    "worst_group_accuracy": "accuracy in the worst pair of class and {noun}",
    "train_mix_accuracy": "accuracy under the training images' mix",
    "all_renders_accuracy": "images that are right under every {noun}",
    "plain_accuracy": "accuracy on untouched images",
    "sensitivity": "disturbed by the {noun}: its part in how the probabilities vary",
    "sensitivity_main": "the same, counting only what it does to all images alike",
    "flip_rate": "answers that change with the {noun}, pair by pair",
    "any_flip": "images whose answers change with the {noun} at all",
    "effect": "probability that moves with the {noun}",
}


def metric_words(metric: str, noun: str) -> str:
    """Return a metric in words; a new one reads as its key."""
    return METRIC_WORDS.get(metric, metric.replace("_", " ")).format(noun=noun)
