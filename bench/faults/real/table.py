"""REAL: the programs, by name; MORE: others with combined mistakes, made after REAL."""

from bench.faults.real.curves import SALES_FLAT_LINE, SINE_IS_FLAT, TRENDS_BECOME_NAN
from bench.faults.real.digits import (
    DIGITS_DEEP_SIGMOID,
    DIGITS_HUGE_WEIGHTS,
    DIGITS_INDICES_FOR_BINARY,
    DIGITS_L2_OF_ONE,
    DIGITS_MEAN_SQUARED,
    DIGITS_SOFTMAX_THEN_LOGITS,
    DIGITS_TWO_UNITS,
)
from bench.faults.real.many_answers import DIGITS_DRAWN_AGAIN, TAGS_SHARE_A_SOFTMAX
from bench.faults.real.numbers import (
    PERCENTAGES_ARE_ALL_ONE,
    PRICES_BECOME_NAN,
    PRICES_FAR_TOO_LOW,
    RETURNS_NEVER_NEGATIVE,
)
from bench.faults.real.patients import PATIENTS_LEARNT_BY_HEART, ROWS_MIXED_WITHOUT_LABELS
from bench.faults.real.pictures import PICTURES_PIXEL_BY_PIXEL, PICTURES_RAW_PIXELS
from bench.faults.real.points import ABOVE_FIFTY_THOUSAND, BITS_RELU_TO_THE_END, CIRCLES_LOSE_NOTHING, XOR_STAYS_AT_HALF
from bench.faults.real.question import Question
from bench.faults.real.tumours import (
    CANCER_DEAD_UNITS,
    CANCER_LINEAR_ANSWER,
    CANCER_MISSING_VALUES,
    CANCER_ONE_HUGE_BATCH,
    CANCER_SOFTMAX_OF_ONE,
)
from bench.faults.real.wines import (
    IRIS_LABELS_FROM_ONE,
    IRIS_ZERO_WEIGHTS,
    WINE_DROPOUT_EVERYWHERE,
    WINE_LOSS_BELOW_ZERO,
    WINE_SIGMOID_ON_ONE_HOT,
)

REAL: dict[str, Question] = {
    "xor_stays_at_half": XOR_STAYS_AT_HALF,
    "circles_lose_nothing": CIRCLES_LOSE_NOTHING,
    "wine_sigmoid_on_one_hot": WINE_SIGMOID_ON_ONE_HOT,
    "wine_loss_below_zero": WINE_LOSS_BELOW_ZERO,
    "wine_dropout_everywhere": WINE_DROPOUT_EVERYWHERE,
    "iris_labels_from_one": IRIS_LABELS_FROM_ONE,
    "iris_zero_weights": IRIS_ZERO_WEIGHTS,
    "cancer_softmax_of_one": CANCER_SOFTMAX_OF_ONE,
    "cancer_missing_values": CANCER_MISSING_VALUES,
    "cancer_linear_answer": CANCER_LINEAR_ANSWER,
    "cancer_dead_units": CANCER_DEAD_UNITS,
    "cancer_one_huge_batch": CANCER_ONE_HUGE_BATCH,
    "digits_mean_squared": DIGITS_MEAN_SQUARED,
    "digits_indices_for_binary": DIGITS_INDICES_FOR_BINARY,
    "digits_softmax_then_logits": DIGITS_SOFTMAX_THEN_LOGITS,
    "digits_deep_sigmoid": DIGITS_DEEP_SIGMOID,
    "digits_l2_of_one": DIGITS_L2_OF_ONE,
    "digits_two_units": DIGITS_TWO_UNITS,
    "pictures_raw_pixels": PICTURES_RAW_PIXELS,
    "prices_become_nan": PRICES_BECOME_NAN,
    "returns_never_negative": RETURNS_NEVER_NEGATIVE,
    "percentages_are_all_one": PERCENTAGES_ARE_ALL_ONE,
    "sine_is_flat": SINE_IS_FLAT,
    "sales_flat_line": SALES_FLAT_LINE,
}

MORE: dict[str, Question] = {
    "bits_relu_to_the_end": BITS_RELU_TO_THE_END,
    "above_fifty_thousand": ABOVE_FIFTY_THOUSAND,
    "prices_far_too_low": PRICES_FAR_TOO_LOW,
    "tags_share_a_softmax": TAGS_SHARE_A_SOFTMAX,
    "digits_drawn_again": DIGITS_DRAWN_AGAIN,
    "digits_huge_weights": DIGITS_HUGE_WEIGHTS,
    "trends_become_nan": TRENDS_BECOME_NAN,
    "patients_learnt_by_heart": PATIENTS_LEARNT_BY_HEART,
    "rows_mixed_without_labels": ROWS_MIXED_WITHOUT_LABELS,
    "pictures_pixel_by_pixel": PICTURES_PIXEL_BY_PIXEL,
}
