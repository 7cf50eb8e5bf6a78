"""Mistakes in the data."""

from bench.faults.fault import Fault, both, classifies, each, given, task

INVALID = ("data_invalid",)
SCALING = ("data_scaling",)
DATA = {
    "one_kind_unscaled": Fault(SCALING, each("stretch", 30.0, 100.0, 1000.0)),
    "unscaled": Fault(SCALING, each("scale", 30.0, 255.0, 3000.0)),
    "shifted": Fault(SCALING, each("shift", 10.0, 100.0, 1000.0)),
    "shrunk": Fault(SCALING, each("scale", 0.01, 0.001)),
    "targets_unscaled": Fault(
        ("data_scaling", "learning_rate_low"), each("target_scale", 100.0, 1000.0), task("regression")
    ),
    "missing_values": Fault(INVALID, each("missing", 0.0001, 0.01, 0.2)),
    "labels_out_of_range": Fault(
        ("data_invalid", "loss_mismatch"), each("label_shift", 1, -1), both(classifies, given("labels", "index"))
    ),
    "labels_noisy": Fault(("data_invalid", "underregularized"), each("mislabelled", 0.3, 0.5)),
    "labels_shuffled": Fault(INVALID, each("mislabelled", 0.8, 1.0)),
    "labels_displaced": Fault(INVALID, each("rolled", 1, 7)),
}
