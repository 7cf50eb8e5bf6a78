"""Oracles: models whose probabilities are known, turned into outcomes by the definitions in tables.py."""

from itertools import combinations

import numpy as np
import pytest

from confoundry.evaluation.outcomes import Outcome


def sums_of(P):
    """effect, within, spread and main of one model's probabilities (N, K, C), literally as tables.py defines them."""
    m = P.mean(axis=0)  # (K, C)
    rows = {"effect": [], "within": [], "spread": [], "main": []}
    for p in P:
        pairs = [0.5 * np.abs(p[v] - p[w]).sum() for v, w in combinations(range(len(p)), 2)]
        rows["effect"].append(np.mean(pairs) if pairs else np.nan)
        rows["within"].append(np.mean([((p[v] - p.mean(axis=0)) ** 2).sum() for v in range(len(p))]))
        rows["spread"].append(np.mean([((p[v] - m.mean(axis=0)) ** 2).sum() for v in range(len(p))]))
        main = [((m[v] - m.mean(axis=0)) * (p[v] - p.mean(axis=0))).sum() for v in range(len(p))]
        rows["main"].append(np.mean(main))
    return {name: np.array(values) for name, values in rows.items()}


def outcome_of(P, labels, maps, *, order="none", shares=None, failures=None, plain=None, groups=None, clusters=None):
    """An outcome of R models with probabilities P (R, N, K, C); each is untouched by what it is not told."""
    P = np.asarray(P, float)
    R, _, K, C = P.shape
    labels, maps = np.asarray(labels), np.asarray(maps)
    sums = [sums_of(p) for p in P]
    answers = P.argmax(axis=-1)
    even = np.full((R, C, K), 1 / (C * K))
    images, right = groups or (np.ones((R, C, K), int), np.ones((R, C, K), int))
    return Outcome(
        order=order,
        labels=labels,
        clusters=clusters,
        replicates=np.arange(R),
        failures=np.array(failures or [""] * R),
        maps=maps,
        answers=answers,
        plain=np.tile(labels, (R, 1)) if plain is None else np.asarray(plain),
        shares=even if shares is None else shares,
        group_images=images,
        group_right=right,
        **{name: np.array([one[name] for one in sums]) for name in ("effect", "within", "spread", "main")},
    )


def answering_of(answers, labels, maps, classes=None, **others):
    """An outcome of models that are certain of their answers (R, N, K)."""
    answers = np.asarray(answers)
    classes = classes or int(max(answers.max(), np.max(labels))) + 1
    return outcome_of(np.eye(classes)[answers], labels, maps, **others)


def worlds_of(R=4, per_class=6, C=5, K=5, seed=0):
    """Labels (N,) and random one-to-one maps (R, C), −1 for classes beyond K."""
    rng = np.random.default_rng(seed)
    maps = np.full((R, C), -1)
    for row in maps:
        classes, values = rng.permutation(C)[: min(C, K)], rng.permutation(K)[: min(C, K)]
        row[classes] = values
    return np.repeat(np.arange(C), per_class), maps


def following_of(labels, maps, K, C):
    """Probabilities (R, N, K, C) of a model that answers the class of the value; its own class where none has it."""
    P = np.zeros((len(maps), len(labels), K, C))
    for r, row in enumerate(maps):
        class_of = {int(value): label for label, value in enumerate(row) if value >= 0}
        for n, label in enumerate(labels):
            for v in range(K):
                P[r, n, v, class_of.get(v, label)] = 1
    return P


def ignoring_of(labels, maps, K, C):
    """Probabilities (R, N, K, C) of a model that is always right."""
    return np.tile(np.eye(C)[labels][None, :, None], (len(maps), 1, K, 1))


@pytest.fixture(scope="session")
def outcome():
    return outcome_of


@pytest.fixture(scope="session")
def answering():
    return answering_of


@pytest.fixture(scope="session")
def worlds():
    return worlds_of


@pytest.fixture(scope="session")
def following():
    return following_of


@pytest.fixture(scope="session")
def ignoring():
    return ignoring_of
