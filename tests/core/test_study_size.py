"""How large a study is, before it runs."""

from confoundry.confounds.lighting import Lighting
from confoundry.confounds.none import Nothing
from confoundry.params import VariantEntry
from confoundry.size import Size, size
from confoundry.study import StudySettings

STUDY = StudySettings(
    confounds=("none", "lighting"), variants=("a", "b"), alignments=("control", 0.5, 1.0), replicates=4
)
CONFOUNDS = {"none": Nothing(), "lighting": Lighting()}


def variant(epochs):
    return VariantEntry("mlp", {}, {"epochs": epochs, "batch_size": 32})


def test_it_counts_stages_and_models():
    # resolve, ingest, validate, summarize, report; an inject each; a train and an evaluate for each of the four cells
    found = size(STUDY, CONFOUNDS, [variant(10), variant(10)], None)
    assert (found.stages, found.models) == (5 + 2 + 8, (1 + 3) * 2 * 4)


def test_more_images_and_epochs_take_longer_and_as_many_stages():
    small = size(STUDY, CONFOUNDS, [variant(10), variant(10)], 5000)
    large = size(STUDY, CONFOUNDS, [variant(10), variant(20)], 50000)
    assert large.seconds > 2 * small.seconds
    assert (large.stages, large.models) == (small.stages, small.models)


def test_it_reads_as_a_sentence():
    assert str(Size(32, 3000, 600)) == "32 stages, 3,000 models to train, about 10 min in all on one core"
    assert str(Size(32, 30, 9000)).endswith("about 2.5 h in all on one core")
