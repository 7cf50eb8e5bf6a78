"""CAUSES: the names of causes, which are stable, and what people read."""

HARDLY_LEARNED = "hardly_learned"  # no cause: what a network is that is far below a stock model

CAUSES: dict[str, str] = {
    "data_invalid": "the data are not what they should be",
    "data_scaling": "inputs or targets are not scaled",
    "loss_mismatch": "the loss does not fit the labels or the answers",
    "output_activation": "the last activation does not fit the labels or the loss",
    "hidden_activation": "the activations between layers do not fit",
    "initialization": "the initial weights do not fit",
    "learning_rate_high": "the learning rate is too high",
    "learning_rate_low": "the learning rate is too low",
    "optimizer": "the optimizer is too slow for this network",
    "batch_size": "the batch size does not fit the number of samples",
    "too_few_epochs": "training ends too early",
    "exploding_gradient": "gradients explode",
    "vanishing_gradient": "gradients vanish on their way back",
    "dying_units": "units have died",
    "filter_size": "the filters' size does not fit the images",
    "undercapacity": "the network is too small",
    "overcapacity": "the network is too large for so few samples",
    "underregularized": "the network over-fits: regularization is missing",
    "overregularized": "regularization is too strong",
    "shortcut": "it answers from a shortcut",
    "training_failed": "training ends with an error",
}
