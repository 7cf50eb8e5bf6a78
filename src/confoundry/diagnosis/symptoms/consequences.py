"""The consequences of causes: other causes that are ranked below them and named in their evidence."""

GRADIENTS = ("vanishing_gradient", "exploding_gradient")
# of activations and initial weights that let little signal through
SLOWNESS = (*GRADIENTS, "learning_rate_low", "too_few_epochs", "optimizer", "undercapacity")
# of invalid or unscaled data
OF_DATA = (
    "learning_rate_high",
    "exploding_gradient",
    "dying_units",
    "learning_rate_low",
    "too_few_epochs",
    "optimizer",
    "undercapacity",
)
# of outputs that do not match the loss
OF_OUTPUT = (
    "learning_rate_high",
    "learning_rate_low",
    "too_few_epochs",
    "optimizer",
    "vanishing_gradient",
    "undercapacity",
)
# of a learning rate that is too high
OF_SPEED = (
    "exploding_gradient",
    "dying_units",
    "undercapacity",
    "vanishing_gradient",
    "batch_size",
    "overregularized",
)
# of too much regularization
OF_PENALTIES = (
    "undercapacity",
    "learning_rate_low",
    "too_few_epochs",
    "vanishing_gradient",
    "dying_units",
    "optimizer",
    "batch_size",
)
OF_DIVERGING_DROPOUT = (*OF_PENALTIES, "learning_rate_high", "exploding_gradient")
