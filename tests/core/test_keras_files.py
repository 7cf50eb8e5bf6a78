"""`.keras` files: equal models are equal bytes, and a file that is not what it seems is one error."""

import json
import zipfile

import numpy as np
import pytest

from confoundry.training.start import start_tensorflow

start_tensorflow(1)

import keras  # noqa: E402

from confoundry.errors import BadInput  # noqa: E402
from confoundry.evaluation.predictor import Predictor  # noqa: E402
from confoundry.files.keras_file import check_keras_file, gives_logits, load_model, load_weights, save_model  # noqa: E402

IMAGES = np.random.default_rng(0).random((7, 4, 4, 1), dtype=np.float32)


def network(seed=0, *, units=3, logits=False, shared=False):
    keras.utils.clear_session(free_memory=False)
    keras.utils.set_random_seed(seed)
    penalty = keras.regularizers.L2(0.1)  # one object in two layers: the file names it by its address in memory
    model = keras.Sequential(
        [
            keras.layers.Input((4, 4, 1)),
            keras.layers.Flatten(),
            keras.layers.Dense(units, "relu", kernel_regularizer=penalty if shared else None),
            keras.layers.Dense(3, None if logits else "softmax", kernel_regularizer=penalty if shared else None),
        ]
    )
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=logits))
    return model


def answers(model):
    return keras.ops.convert_to_numpy(model(IMAGES, training=False))


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    path = tmp_path_factory.mktemp("good") / "good.keras"
    save_model(network(), path)
    return path


def rewritten(good, path, **members):
    """A copy of the good file with some members replaced, or left out where None; `_` stands for the dot."""
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            content = members.get(name.replace(".", "_"), old.read(name))
            if content is not None:
                new.writestr(name, content)
    return path


@pytest.mark.parametrize("shared", [False, True])
def test_equal_models_are_equal_bytes(tmp_path, shared):
    kept = []  # so that the second model lies elsewhere in memory
    for name in ("a", "b", "c"):
        kept.append(network(shared=shared))
        save_model(kept[-1], tmp_path / f"{name}.keras")
    save_model(kept[-1], tmp_path / "again.keras")
    contents = {path.read_bytes() for path in tmp_path.iterdir()}
    assert len(contents) == 1
    assert len(list(tmp_path.iterdir())) == 4  # nothing left over


def test_another_models_bytes_differ(tmp_path, good):
    save_model(network(1), tmp_path / "other.keras")
    assert (tmp_path / "other.keras").read_bytes() != good.read_bytes()


def test_a_model_comes_back(tmp_path):
    model = network(5, shared=True)
    save_model(model, tmp_path / "m.keras")
    for loaded in (load_model(tmp_path / "m.keras"), keras.saving.load_model(tmp_path / "m.keras", compile=False)):
        assert (answers(loaded) == answers(model)).all()


def test_whether_it_gives_logits(tmp_path, good):
    save_model(network(logits=True), tmp_path / "logits.keras")
    assert gives_logits(tmp_path / "logits.keras")
    assert not gives_logits(good)
    by_name = network()
    by_name.compile("adam", "sparse_categorical_crossentropy")
    save_model(by_name, tmp_path / "named.keras")
    assert not gives_logits(tmp_path / "named.keras")
    assert not gives_logits(rewritten(good, tmp_path / "not_compiled.keras", config_json=b'{"compile_config": null}'))


def test_probabilities_of_a_model_and_of_the_next(tmp_path, good):
    predict = Predictor(good)
    assert predict(IMAGES) == pytest.approx(answers(network()), abs=1e-6)
    save_model(network(1), tmp_path / "next.keras")
    predict.read(tmp_path / "next.keras")
    assert predict(IMAGES[:2]) == pytest.approx(answers(network(1))[:2], abs=1e-6)


def test_logits_become_probabilities(tmp_path):
    save_model(network(2, logits=True), tmp_path / "logits.keras")
    scores = np.exp(answers(network(2, logits=True)).astype(np.float64))
    assert Predictor(tmp_path / "logits.keras")(IMAGES) == pytest.approx(
        scores / scores.sum(axis=1, keepdims=True), abs=1e-6
    )


def test_another_networks_weights_are_refused(tmp_path, good):
    save_model(network(units=4), tmp_path / "other.keras")
    with pytest.raises(BadInput, match="expected a model of the same network"):
        Predictor(good).read(tmp_path / "other.keras")


LAMBDA = {
    "module": "keras.layers",
    "class_name": "Lambda",
    "registered_name": None,
    "config": {"name": "x", "function": {"class_name": "__lambda__", "config": {"code": "4wEAAAAAAAAAAAAAAAEAAAAB"}}},
}
CONFIGS = {
    "nothing": b"",
    "no JSON": b"{",
    "a list": b"[]",
    "another class": json.dumps({"module": "os", "class_name": "system", "config": {}}).encode(),
    "code": json.dumps({**LAMBDA}).encode(),
    "a layer": json.dumps(
        {"module": "keras.layers", "class_name": "Dense", "config": {"units": 3}, "registered_name": None}
    ).encode(),
    "too deep": b"[" * 100_000,
}


@pytest.mark.parametrize("content", CONFIGS.values(), ids=CONFIGS)
def test_a_description_of_no_model(good, tmp_path, content):
    refused(rewritten(good, tmp_path / "bad.keras", config_json=content))


@pytest.mark.parametrize("member", ["config_json", "metadata_json", "model_weights_h5"])
def test_a_member_is_missing(good, tmp_path, member):
    path = rewritten(good, tmp_path / "bad.keras", **{member: None})
    refused(path)
    with pytest.raises(BadInput, match=r"expected a \.keras file, got an archive of "):
        check_keras_file(path)


@pytest.mark.parametrize(
    "weights", [b"", b"\x89HDF\r\n\x1a\n and no more", bytes(3000)], ids=["none", "start", "zeros"]
)
def test_weights_that_are_none(good, tmp_path, weights):
    path = rewritten(good, tmp_path / "bad.keras", model_weights_h5=weights)
    refused(path)
    with pytest.raises(BadInput):
        load_weights(network(), path)


@pytest.mark.parametrize("share", [0, 0.001, 0.3, 0.9, 0.999])
def test_a_truncated_file(good, tmp_path, share):
    content = good.read_bytes()
    (tmp_path / "bad.keras").write_bytes(content[: int(share * len(content))])
    refused(tmp_path / "bad.keras")


def test_changed_bytes_are_noticed(good, tmp_path):
    content, rng = good.read_bytes(), np.random.default_rng(0)
    with zipfile.ZipFile(good) as archive:
        start = archive.getinfo("model.weights.h5").header_offset + 100
    for place in rng.integers(start, len(content) - 400, 5):
        changed = bytearray(content)
        changed[place] ^= 0xFF
        (tmp_path / "bad.keras").write_bytes(changed)
        refused(tmp_path / "bad.keras")


@pytest.mark.parametrize("content", [b"not a zip", None, "folder"])
def test_no_archive_at_all(tmp_path, content):
    path = tmp_path / "bad.keras"
    if content == "folder":
        path.mkdir()
    elif content:
        path.write_bytes(content)
    refused(path)


def refused(path):
    with pytest.raises(BadInput, match=r"expected a \.keras file, got .*; train it again") as error:
        load_model(path)
    assert len(str(error.value).splitlines()) == 1
    with pytest.raises(BadInput):
        Predictor(path)
