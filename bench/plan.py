"""PLANS: how much is measured."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    """How much is measured.

    Attributes:
        networks: Which networks.
        sides: Which sides; None for all that are there.
        train: Training images.
        test: Test images.
        batch: Images a step.
        seeds: Trainings from the start, each with its own initial weights and order.
        slow_seeds: The same for networks with convolutions.
        rounds: Rounds in each of them, in which every side trains once.
        epochs: Epochs a side trains in a round.
        replicates: Training seeds of the study that is also trained by a plain loop.
        whole: Training seeds of the study that is trained whole by the stages alone.
        matrix: Rounds of the counterfactual matrix; 0 leaves it out.
        images: Sizes of the data set, for the growth of time and memory.
        models: Training seeds, likewise.
        values: Values of the confound, likewise.
        jobs: Stages at once, likewise.
    """

    networks: tuple[str, ...] = ("mlp", "mlp_l2", "mlp_dropout", "cnn", "lenet")
    sides: tuple[str, ...] | None = None
    train: int = 4000
    test: int = 1000
    batch: int = 32
    seeds: int = 5
    slow_seeds: int = 3
    rounds: int = 3
    epochs: int = 3
    replicates: int = 2
    whole: int = 10
    matrix: int = 15
    images: tuple[int, ...] = (5_000, 20_000, 100_000, 500_000)
    models: tuple[int, ...] = (1, 3, 10)
    values: tuple[int, ...] = (5, 10, 20, 40)
    jobs: tuple[int, ...] = (1, 2, 4)


PLANS = {
    "full": Plan(),
    "quick": Plan(
        networks=("mlp",),
        sides=("engine", "fit", "best_1", "eager_1", "jax_1"),
        seeds=2,
        rounds=2,
        epochs=2,
        replicates=0,
        whole=0,
        matrix=3,
        images=(5_000, 20_000),
        models=(1,),
        values=(5, 10),
        jobs=(),
    ),
    "smallest": Plan(
        networks=("mlp",),
        sides=("engine", "fit"),
        train=320,
        test=100,
        seeds=2,
        rounds=1,
        epochs=1,
        replicates=0,
        whole=0,
        matrix=0,
        images=(1_000,),
        models=(),
        values=(),
        jobs=(),
    ),
}
