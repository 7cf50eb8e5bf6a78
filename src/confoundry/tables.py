"""The tables that pass between stages: their columns, in order, and the pandas type of each.

In every table `label` and `answer` are class indices 0…C-1, `value` is the confound's value 0…K-1, and `alignment`
is text (`control`, `0.5`, `0.95`, `1.0`). A model is one alignment × replicate of a confound × variant.
"""

TABLES: dict[str, dict[str, str]] = {
    # One row per image. Further columns: `property_*` (float64, measured) and `given_*` (came with the data).
    "manifest": {
        "id": "str",
        "sha256": "str",
        "label": "int64",
        "split": "str",
        "height": "int64",
        "width": "int64",
    },
    # One row per training or validation image × alignment × replicate.
    "assignment": {"id": "str", "alignment": "str", "replicate": "int64", "value": "int64"},
    # One row per class that has a value × replicate.
    "maps": {"replicate": "int64", "label": "int64", "value": "int64"},
    # One row per model × epoch (counted from 1). `loss` holds the penalties, `cross_entropy` does not.
    "history": {
        "alignment": "str",
        "replicate": "int64",
        "epoch": "int64",
        "loss": "float64",
        "cross_entropy": "float64",
        "accuracy": "float64",
        "val_loss": "float64",
        "val_accuracy": "float64",
    },
    # One row per model × epoch × layer that has weights or an activation; null where a value does not apply. Over the
    # sampled steps: the mean norms of the layer's gradient and weights, the ratio of the update's norm to the weights'
    # norm, and the shares of units that never varied, of outputs near the activation's bounds, and of duplicate units.
    "health": {
        "alignment": "str",
        "replicate": "int64",
        "epoch": "int64",
        "layer": "str",
        "gradient_norm": "float64",
        "weight_norm": "float64",
        "update_ratio": "float64",
        "dead": "float64",
        "saturated": "float64",
        "duplicates": "float64",
    },
    # One row per model × epoch. Losses (with penalties) cover all steps; `not_finite` counts losses that are NaN or
    # infinite. The rest covers the sampled steps: gradients over all weights, the penalties' share of the loss, inputs.
    "steps": {
        "alignment": "str",
        "replicate": "int64",
        "epoch": "int64",
        "steps": "int64",
        "sampled": "int64",
        "loss": "float64",
        "loss_std": "float64",
        "loss_first": "float64",
        "loss_max": "float64",
        "not_finite": "int64",
        "gradient_norm": "float64",
        "gradient_max": "float64",
        "penalty_share": "float64",
        "input_mean": "float64",
        "input_std": "float64",
        "input_largest": "float64",
        "input_not_finite": "int64",
    },
    # One row per model of the control × `factor` on the learning rate: training continued for `epochs` more epochs; the
    # numbers are those of the last one, as in `history`.
    "trials": {
        "alignment": "str",
        "replicate": "int64",
        "factor": "float64",
        "epochs": "int64",
        "cross_entropy": "float64",
        "accuracy": "float64",
        "val_loss": "float64",
        "val_accuracy": "float64",
    },
    # One row per fold of a cross-validation: the number of held-out images, and the accuracy on them.
    "folds": {"fold": "int64", "images": "int64", "accuracy": "float64"},
    # One row per model × test image × value.
    "answers": {"alignment": "str", "replicate": "int64", "id": "str", "value": "int64", "answer": "int64"},
    # One row per model × test image n. With P[v, c] the image's probabilities, m[v, c] their mean over test images,
    # P[c] and m[c] the means over values, all summed over classes c:
    #   effect  mean over pairs v < v' of ½ |P[v] - P[v']|
    #   within  mean over v of (P[v, c] - P[c])²                   its mean over images: variance that values cause
    #   spread  mean over v of (P[v, c] - m[c])²                   its mean over images: all variance
    #   main    mean over v of (m[v, c] - m[c])(P[v, c] - P[c])    its mean over images: first-order variance
    "effects": {
        "alignment": "str",
        "replicate": "int64",
        "id": "str",
        "plain_answer": "int64",
        "effect": "float64",
        "within": "float64",
        "spread": "float64",
        "main": "float64",
    },
    # One row per model × value × class: the mean probability over test images.
    "means": {"alignment": "str", "replicate": "int64", "value": "int64", "label": "int64", "probability": "float64"},
    # One row per model × class × value, counted on validation images rendered under every value.
    "groups": {
        "alignment": "str",
        "replicate": "int64",
        "label": "int64",
        "value": "int64",
        "images": "int64",
        "right": "int64",
    },
    # One row per confound × variant × alignment × metric (alignment empty where the metric spans several).
    "summary": {
        "confound": "str",
        "variant": "str",
        "alignment": "str",
        "metric": "str",
        "value": "float64",
        "low": "float64",
        "high": "float64",
        "images": "int64",
        "replicates": "int64",
        "failed": "int64",
    },
    # One row per confound × variant × metric, each compared with the first variant of the study.
    "comparisons": {
        "confound": "str",
        "variant": "str",
        "metric": "str",
        "against": "str",
        "difference": "float64",
        "low": "float64",
        "high": "float64",
        "p_holm": "float64",
        "judgement": "str",
        "detectable": "float64",
    },
}

WATCHED = ("history", "health", "steps", "trials")  # of one training: in health/<confound>/<variant>/
SPLITS = ("train", "validation", "test")
