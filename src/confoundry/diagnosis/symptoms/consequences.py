"""What a cause brings about beside it: named in its evidence, and ranked below it."""

GRADIENTS = ("vanishing_gradient", "exploding_gradient")
# of what lets little through: activations, initial weights
SLOWNESS = (*GRADIENTS, "learning_rate_low", "too_few_epochs", "optimizer", "undercapacity")
# of data that are wrong, or not scaled
OF_DATA = (
    "learning_rate_high",
    "exploding_gradient",
    "dying_units",
    "learning_rate_low",
    "too_few_epochs",
    "optimizer",
    "undercapacity",
)
# of answers and a loss that do not fit
OF_OUTPUT = (
    "learning_rate_high",
    "learning_rate_low",
    "too_few_epochs",
    "optimizer",
    "vanishing_gradient",
    "undercapacity",
)
# of steps that are too large
OF_SPEED = (
    "exploding_gradient",
    "dying_units",
    "undercapacity",
    "vanishing_gradient",
    "batch_size",
    "overregularized",
)
# of penalties and dropout
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
