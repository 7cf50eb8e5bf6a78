"""CAUSES: the names of causes, which are stable, and the titles that people read."""

HARDLY_LEARNED = "hardly_learned"  # no cause: what a network is that is far below a stock model

CAUSES: dict[str, str] = {
    "data_invalid": "the data are invalid",
    "data_scaling": "inputs or targets are not scaled",
    "loss_mismatch": "the loss does not match the labels or the outputs",
    "output_activation": "the output activation does not match the labels or the loss",
    "hidden_activation": "the hidden activations are unsuitable",
    "initialization": "the initial weights are unsuitable",
    "learning_rate_high": "the learning rate is too high",
    "learning_rate_low": "the learning rate is too low",
    "optimizer": "the optimizer does not suit this network",
    "batch_size": "the batch size does not suit the number of samples",
    "too_few_epochs": "training stops too early",
    "exploding_gradient": "gradients explode",
    "vanishing_gradient": "gradients vanish",
    "dying_units": "many units are dead",
    "filter_size": "the filter size does not suit the inputs",
    "undercapacity": "the network is too small",
    "overcapacity": "the network is too large for the number of samples",
    "underregularized": "the network needs more regularization",
    "overregularized": "regularization is too strong",
    "shortcut": "the network relies on a shortcut",
    "training_failed": "training ends with an error",
}
