"""The names of all numbers that a study's summary can hold, known before any of them is computed."""

from collections.abc import Iterator

# Metrics of one alignment, or of its difference to the control: two revisions' answers to the same images are paired.
PAIRED: tuple[str, ...] = (
    "pull",
    "excess_pull",
    "shortcut_cost",
    "aligned_accuracy",
    "conflicting_accuracy",
    "unbiased_accuracy",
    "plain_accuracy",
    "train_mix_accuracy",
    "gap",
    "all_renders_accuracy",
    "follow_rate",
    "cue_share",
    "flip_rate",
    "any_flip",
    "effect",
    "sensitivity",
    "sensitivity_main",
)


def numbers(levels: int, *, paired: bool = False) -> list[str]:
    """Return the names that column `metric` of metrics/summary.csv can hold.

    Args:
        levels: The most values that a confound of the study has.
        paired: Only those for which a drop from one revision to the next can be tested.
    """
    names = list(PAIRED) if paired else [*PAIRED, *_others(levels)]
    return names if paired else [*names, *(f"{name}_trained" for name in names)]


def _others(levels: int) -> Iterator[str]:
    yield "tolerance"
    yield from ("worst_group_accuracy", "worst_group_accuracy_groups")
    yield from (f"conflicting_accuracy_at_{distance}" for distance in range(1, levels))
