r"""The problems of the slide's four panels: f(x) = W_3 s(W_2 s(W_1 x)) at a Gaussian start, on data drawn from a seed.

The slide gives the widths, the number of points, the loss and the variances of the start. It gives neither the step size nor
the data: both are part of a `Setting`, so that what depends on them can be looked at. All numbers are drawn in float64 by
numpy's PCG64 and rounded once to the format of the place: the same on every device.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from impl.place import Place

STARTS = ("balanced", "unbalanced")
LAST = Fraction(1, 10)  # the expected squared norm of the last layer in both starts: at the slide's widths, 1,000 entries of variance 1/10,000


class Setting(NamedTuple):
    """One training run. `widths` are (d, m_1, ..., m_H, k); the loss is L = sum_n |f(x_n) - y_n|^2 / 2, so that `rate` is eta of the sum."""

    start: str = "balanced"
    data: str = "teacher"
    rate: float = 2.0**-13
    steps: int = 10_000
    seed: int = 0
    widths: tuple[int, ...] = (1000, 100, 100, 10)
    samples: int = 1000


class Problem(NamedTuple):
    """Float64 arrays: weights W_h (m_h, m_{h-1}), inputs (d, B), targets (k, B); each entry is a number of the place's format."""

    weights: tuple[np.ndarray, ...]
    inputs: np.ndarray
    targets: np.ndarray


class SettingError(ValueError):
    """A setting that cannot be trained; the text says what was asked and what is allowed."""


def problem(setting: Setting, place: Place) -> Problem:
    """The start and the data of `setting`, rounded to the format of `place`. Raises SettingError."""
    check(setting)
    rng = np.random.default_rng([setting.seed, STARTS.index(setting.start)])
    inputs, targets = DATA[setting.data](setting, np.random.default_rng([setting.seed, len(STARTS)]))
    weights = [np.sqrt(v) * rng.standard_normal(shape) for v, shape in zip(variances(setting), shapes(setting.widths), strict=True)]
    rounded = [np.ascontiguousarray(array.astype(place.format), dtype=np.float64) for array in (*weights, inputs, targets)]
    return Problem(tuple(rounded[:-2]), rounded[-2], rounded[-1])


def check(setting: Setting) -> None:
    """Raises SettingError where the setting cannot be trained."""
    for name, value, allowed in (("start", setting.start, STARTS), ("data", setting.data, tuple(DATA))):
        if value not in allowed:
            raise SettingError(f"{name} {value!r} was asked for; allowed: {', '.join(allowed)}")
    if len(setting.widths) < 3 or min(*setting.widths, setting.samples, setting.steps) < 1:
        raise SettingError(
            f"widths {setting.widths}, {setting.samples} samples and {setting.steps} steps were asked for; "
            "allowed: at least two layers, and positive numbers"
        )
    if not 0 < setting.rate < 1:
        raise SettingError(f"the rate {setting.rate} was asked for; allowed: between 0 and 1")


def shapes(widths: tuple[int, ...]) -> list[tuple[int, int]]:
    """The shapes (m_h, m_{h-1}) of the layers."""
    return [(m, n) for n, m in itertools.pairwise(widths)]


def variances(setting: Setting) -> list[float]:
    """The variance of the entries of each layer. Balanced: all layers have one expected squared norm, at the slide's widths by the variances
    v/100, v/10 and v with v = 1/10,000. Unbalanced: the variance of the last layer everywhere, at the slide's widths v."""
    entries = [m * n for m, n in shapes(setting.widths)]
    return [float(LAST / (e if setting.start == "balanced" else entries[-1])) for e in entries]


def teacher(setting: Setting, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Inputs N(0, I/d), and the values there of another network of the same widths, with weights of variance 2/m (1 in the first layer)."""
    d = setting.widths[0]
    inputs = rng.standard_normal((d, setting.samples)) / np.sqrt(d)
    values = inputs
    for h, (m, n) in enumerate(shapes(setting.widths)):
        layer = rng.standard_normal((m, n)) * (np.sqrt(2 / n) if h else 1)
        values = layer @ (np.maximum(values, 0) if h else values)
    return inputs, values


def clusters(setting: Setting, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """k clusters with Gaussian centres, of squared radius 1/2 about centres of squared norm 1/2; the target is the cluster's unit vector."""
    d, k = setting.widths[0], setting.widths[-1]
    centres = rng.standard_normal((d, k)) / np.sqrt(2 * d)
    labels = np.arange(setting.samples) % k
    inputs = centres[:, labels] + rng.standard_normal((d, setting.samples)) / np.sqrt(2 * d)
    return inputs, np.eye(k)[:, labels]


DATA: dict[str, Callable[[Setting, np.random.Generator], tuple[np.ndarray, np.ndarray]]] = {"teacher": teacher, "clusters": clusters}
