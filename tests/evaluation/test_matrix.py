"""The counterfactual matrix against the model on NumPy's renderings, and what it costs in renderings and memory."""

import subprocess
import sys

import numpy as np
import pytest

from confoundry.confounds.base import Confound
from confoundry.confounds.table import CONFOUNDS
from confoundry.training.start import start_tensorflow

start_tensorflow(1)

import keras  # noqa: E402

from confoundry.evaluation import matrix as module  # noqa: E402
from confoundry.evaluation.answers import answers  # noqa: E402
from confoundry.evaluation.matrix import OnDevice, OnHost, matrices  # noqa: E402
from confoundry.evaluation.predictor import Predictor  # noqa: E402
from confoundry.files.keras_file import save_model  # noqa: E402

layers = keras.layers
IMAGES = np.random.default_rng(0).random((70, 12, 10, 1), dtype=np.float32)
TEST, HELD = IMAGES[:47], IMAGES[47:]
NETWORKS = {
    "dense": [layers.Flatten, lambda: layers.Dense(16, "relu")],
    "convolutional": [lambda: layers.Conv2D(4, 3, activation="relu"), layers.MaxPooling2D, layers.Flatten],
}


class Shaded(Confound):
    """Darker with each value, by `apply` alone; it counts what it renders."""

    noun = "shade"

    def apply(self, images, values):
        RENDERED.append(len(images))
        return images * (1 - values[:, None, None, None] / self.levels).astype(np.float32)

    def measure(self, images):
        return np.zeros(len(images), np.int64)

    def value_name(self, value):
        return f"shade {value}"


RENDERED = []


def of(name):
    return {"none": CONFOUNDS["none"], "shaded": Shaded}.get(name, CONFOUNDS.get(name))(
        **({} if name == "none" else {"levels": 4})
    )


@pytest.fixture(scope="module", params=NETWORKS)
def files(request, tmp_path_factory):
    """Files of two models of one network that gives logits."""
    folder = tmp_path_factory.mktemp("models")
    for seed in range(2):
        keras.utils.set_random_seed(seed)
        hidden = [make() for make in NETWORKS[request.param]]
        model = keras.Sequential([layers.Input(IMAGES.shape[1:]), *hidden, layers.Dense(3)])
        model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
        save_model(model, folder / f"{seed}.keras")
    return [folder / "0.keras", folder / "1.keras"]


def expected(path, images, confound):
    """Probabilities (n, C) and (n, K, C) of the model in a file on NumPy's renderings."""
    model = keras.saving.load_model(path, compile=False)

    def probabilities(rendered):
        return keras.ops.convert_to_numpy(keras.ops.softmax(model.predict_on_batch(rendered)))

    views = [probabilities(confound.apply(images, np.full(len(images), v))) for v in range(confound.levels)]
    return probabilities(images), np.stack(views, axis=1)


@pytest.mark.parametrize("name", [*CONFOUNDS, "shaded"])
def test_what_the_model_says_of_numpys_renderings_for_one_model_after_the_other(files, name):
    confound = of(name)
    predictor = Predictor(files[0])
    both = matrices(predictor, confound, TEST, HELD)
    for path in (files[1], files[0]):
        predictor.read(path)
        for matrix, images in zip(both, (TEST, HELD), strict=True):
            batches = list(matrix.shown())
            assert len({len(batch.plain) for batch in batches}) <= 2  # the last one is smaller
            plain, rendered = expected(path, images, confound)
            np.testing.assert_allclose(np.concatenate([one.plain for one in batches]), plain, rtol=0, atol=1e-6)
            np.testing.assert_allclose(np.concatenate([one.rendered for one in batches]), rendered, rtol=0, atol=1e-6)
            given = answers(batches)
            assert (given.plain == plain.argmax(axis=-1)).all()
            assert (given.rendered == rendered.argmax(axis=-1)).all()


def test_dense_networks_take_xla_and_a_network_is_compiled_once_for_all_models_and_sets(files, monkeypatch):
    compiled, fused = [], module.fused
    monkeypatch.setattr(module, "fused", lambda *words: compiled.append(fused(*words)) or compiled[-1])
    predictor = Predictor(files[0])
    both = matrices(predictor, of("patch"), TEST, HELD, HELD[:5])
    for path in files:
        predictor.read(path)
        assert all(isinstance(matrix, OnDevice) and len(list(matrix.shown())) for matrix in both)
    assert [one.experimental_get_tracing_count() for one in compiled] == [1]
    convolutional = any("conv" in layer.name for layer in predictor.model.layers)
    assert predictor.xla is not convolutional


def test_without_a_formula_an_image_is_rendered_once_for_all_models(files):
    predictor = Predictor(files[0])
    (matrix,) = matrices(predictor, of("shaded"), TEST)
    RENDERED.clear()
    for path in files:
        predictor.read(path)
        assert isinstance(matrix, OnHost)
        list(matrix.shown())
    assert sum(RENDERED) == 4 * len(TEST)


def test_what_finds_no_room_is_computed_again_and_is_the_same(files, monkeypatch):
    confound, predictor = of("shaded"), Predictor(files[0])
    monkeypatch.setattr("confoundry.evaluation.batches.DENSE", 10)
    monkeypatch.setattr("confoundry.evaluation.batches.CONVOLVED", 10)
    (roomy,) = matrices(predictor, confound, TEST)
    monkeypatch.setattr(module, "ROOM", 0)
    (narrow,) = matrices(predictor, confound, TEST)
    RENDERED.clear()
    first, again = ([one.rendered.tobytes() for one in batches] for batches in [narrow.shown()] * 2)
    assert first == again == [one.rendered.tobytes() for one in roomy.shown()]
    assert sum(RENDERED) == 3 * 4 * len(TEST)  # twice without room, once with it
    assert max(RENDERED) <= 10


PEAK = """
import resource, sys
import numpy as np
from confoundry.training.start import start_tensorflow
start_tensorflow(1)
import keras
from confoundry.confounds.table import CONFOUNDS
from confoundry.evaluation.answers import answers, sums
from confoundry.evaluation.matrix import matrices
from confoundry.evaluation.predictor import Predictor
from confoundry.files.keras_file import save_model

images = np.random.default_rng(0).random((600, 28, 28, 1), dtype=np.float32)
layers = [keras.layers.Input((28, 28, 1)), keras.layers.Flatten(), keras.layers.Dense(10, "softmax")]
model = keras.Sequential(layers)
save_model(model, __import__("pathlib").Path(sys.argv[1]))
predictor = Predictor(sys.argv[1])

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 1 << 20)

def show(levels, models):
    (matrix,) = matrices(predictor, CONFOUNDS["lighting"](levels=levels), images)
    for _ in range(models):
        batches = matrix.shown()
        answers(batches), sums(batches)
    return peak()

print(show(4, 1), show(400, 1), show(400, 6))
"""


def test_memory_grows_neither_with_values_nor_with_models(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", PEAK, str(tmp_path / "m.keras")], capture_output=True, text=True, check=True
    )
    few, many, models = (float(megabytes) for megabytes in done.stdout.split())
    assert many - few < 60  # all renderings at once would be 718 MB
    assert models - many < 20
