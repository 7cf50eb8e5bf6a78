"""Mistakes in what a network answers: its last activation, and its loss."""

from bench.faults.fault import Fault, Where, both, classifies, each, given, task

LOSS = ("loss_mismatch",)
ACTIVATION = ("output_activation",)
EITHER = ("loss_mismatch", "output_activation")
SPARSE, CATEGORICAL, BINARY = (f"{kind}_crossentropy" for kind in ("sparse_categorical", "categorical", "binary"))
one_hot = given("labels", "one_hot")
softmax, sigmoid = given("output_activation", "softmax"), given("output_activation", "sigmoid")
one_unit: Where = both(task("binary"), given("outputs", 1))
regression, multilabel, multiclass = task("regression"), task("multilabel"), task("multiclass")
ANSWERS = {
    "squared_error_of_classes": Fault(LOSS, each("loss", "mean_squared_error"), one_hot),
    "squared_error_of_two": Fault(LOSS, each("loss", "mean_squared_error"), both(one_unit, sigmoid)),
    "absolute_error_of_classes": Fault(LOSS, each("loss", "mean_absolute_error"), one_hot),
    "binary_loss_of_classes": Fault(LOSS, each("loss", BINARY), one_hot),
    "categorical_loss_of_one_unit": Fault(EITHER, each("loss", CATEGORICAL), both(one_unit, sigmoid)),
    "categorical_loss_of_many": Fault(LOSS, each("loss", CATEGORICAL), both(multilabel, sigmoid)),
    "sparse_loss_of_one_hot": Fault(LOSS, each("loss", SPARSE), one_hot),
    "categorical_loss_of_indices": Fault(LOSS, each("loss", CATEGORICAL), both(multiclass, given("labels", "index"))),
    "binary_loss_of_numbers": Fault(LOSS, each("loss", BINARY), regression),
    "logits_twice": Fault(
        EITHER, each("from_logits", True), both(given("loss", SPARSE, CATEGORICAL, BINARY), given("from_logits", False))
    ),
    "logits_unsaid": Fault(EITHER, each("from_logits", False), given("from_logits", True)),
    "one_unit_for_many_classes": Fault(
        ("output_activation", "loss_mismatch"),
        (
            {"outputs": 1, "output_activation": "linear", "loss": "mean_squared_error", "from_logits": False},
            {"outputs": 1, "output_activation": "sigmoid", "loss": BINARY, "from_logits": False},
        ),
        both(multiclass, given("labels", "index")),
    ),
    "relu_out": Fault(ACTIVATION, each("output_activation", "relu"), both(classifies, given("from_logits", False))),
    "relu_out_of_numbers": Fault(ACTIVATION, each("output_activation", "relu"), regression),
    "tanh_out": Fault(ACTIVATION, each("output_activation", "tanh"), both(classifies, given("from_logits", False))),
    "bounded_numbers": Fault(ACTIVATION, each("output_activation", "tanh", "sigmoid", "softmax"), regression),
    "sigmoid_out_of_classes": Fault(ACTIVATION, each("output_activation", "sigmoid"), both(multiclass, softmax)),
    "softmax_of_one": Fault(ACTIVATION, each("output_activation", "softmax"), both(one_unit, sigmoid)),
    "softmax_of_many": Fault(
        ("output_activation", "loss_mismatch"),
        ({"output_activation": "softmax"}, {"output_activation": "softmax", "loss": CATEGORICAL}),
        both(multilabel, sigmoid),
    ),
}
