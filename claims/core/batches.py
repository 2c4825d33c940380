"""What a sweep is made of: families of instances in batches, and the sweep of a claim over one of them. Data, as claims are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from math import prod
from typing import Any, NamedTuple

import numpy as np

from claims.core.claim import Checker
from claims.core.counter import LANES
from claims.core.draws import seed_of
from claims.core.swarm import small_integers

LARGEST_BATCH, LARGEST_ON_DEVICE = 2**14, 2**20
Arrays = tuple[np.ndarray, ...]  # int8, the batch axis last; of a single instance without it


class Distribution(NamedTuple):
    """What Hypothesis draws: the instances i = 0, 1, 2, ... follow from it, each by itself."""

    shape: tuple[int, ...]  # sizes, as the family reads them
    bound: int  # entries are within -bound..bound; each instance has a bound, density and signs of its own within that
    dense: int  # 0: no entry is made 0 on purpose; 3: most are, in some instances
    plan: str  # which ties and degenerate layers are made on purpose
    seed: int = 0


@dataclass(frozen=True)
class Family:
    """A class of instances in batches.

    `arrange(header, arrays, distribution)` changes the entries in place (ties on purpose; header: bytes of shape (4, B)).
    `lift(arrays, place)` makes the subject: torch leaves, the judge's integers, and `ties`, a bool array (n, B) for each layer.
    `instance(arrays)` makes the claim's own Instance of the arrays of one instance; `smaller(arrays)` yields arrays of smaller shape.
    """

    name: str
    distributions: Any  # a Hypothesis strategy of Distribution
    shapes: Callable[[Distribution], Sequence[tuple[int, ...]]]
    arrange: Callable[[np.ndarray, Arrays, Distribution], None]
    lift: Callable[[Arrays, Any], Any]
    instance: Callable[[Arrays], Any]
    smaller: Callable[[Arrays], Iterable[Arrays]] = lambda arrays: ()
    always: tuple[Distribution, ...] = ()  # drawn or not, every run has these (with seeds of its own): the largest shape, tied, say


@dataclass(frozen=True)
class Changed:
    """A mutant in batches: the parts that take the place of the claim's, and another family where it is about other instances."""

    parts: Mapping[str, Any] = field(default_factory=dict)
    family: Family | None = None


@dataclass(frozen=True)
class Compiled:
    """Parts that take torch's compiled route instead: at profile deep, where `available(place)` and where so many instances pay for it."""

    parts: Mapping[str, Any] = field(default_factory=dict)
    available: Callable[[Any], bool] = lambda place: False
    route: str = ""  # what is under test then


@dataclass(frozen=True)
class OnDevice:
    """Instances made and judged where torch's route is, on a device other than the CPU: `made(distribution, first, count, place, compiled)`
    is the subject, and `agrees(subject, arrays)` tells whether its first instances are these of the CPU, the judge's numbers included.
    """

    made: Callable[[Distribution, int, int, Any, bool], Any]
    agrees: Callable[[Any, Arrays], bool]
    judge: str


@dataclass(frozen=True)
class Sweep:
    """A claim in batches. The claim's own checker runs where it can (`checks` None), with `parts` in place of what knows no batches.

    `mutants` gives mutants of the claim other parts that know batches; the others keep their own. The sweep must see every one.
    """

    family: Family
    route: str  # what is under test
    judge: str  # what decides, and shares no code with it
    equations: str  # what one instance stands for
    file: str  # the file that declares it
    checks: Checker | None = None
    parts: Mapping[str, Any] = field(default_factory=dict)
    mutants: Mapping[str, Changed] = field(default_factory=dict)
    cost: int = 1  # the numbers of instances of the profiles quick and deep are divided by this
    least: int = 0  # at profile report: at least so many instances a place
    beside: Callable[[], Mapping[str, Any]] = dict  # what the first row's detail tells beside the sweep
    compiled: Compiled = Compiled()  # the same instances, judged alike
    on_device: OnDevice | None = None  # else instances are made on the CPU, and copied
    long: Mapping[str, int] = field(default_factory=dict)  # at profile deep: so many instances at these places


@lru_cache(maxsize=1024)
def key_of(distribution: Distribution) -> int:
    """The key of the distribution's random bits: it depends on all of it, its seed included."""
    return seed_of(*distribution)


def make(family: Family, distribution: Distribution, first: int, count: int) -> Arrays:
    """Instances first..first+count-1 of the distribution, batch axis last. Any cut of the same range gives the same instances."""
    shapes = family.shapes(distribution)
    sizes = [prod(shape) for shape in shapes]
    header, flat = small_integers(key_of(distribution), sum(sizes), first, count, distribution.bound, distribution.dense)
    ends = list(accumulate(sizes, initial=0))
    arrays = tuple(flat[a:b].reshape(*shape, count) for a, b, shape in zip(ends, ends[1:], shapes, strict=False))
    family.arrange(header, arrays, distribution)
    return arrays


def capacity(family: Family, distribution: Distribution) -> int:
    """How many instances there are with entries of the full range: beyond so many draws there is little that is new."""
    return int((2 * distribution.bound) ** entries(family, distribution))


def single(arrays: Arrays, i: int) -> Arrays:
    """The arrays of instance i of a batch, without the batch axis."""
    return tuple(a[..., i] for a in arrays)


def together(instances: Sequence[Arrays]) -> Arrays:
    """A batch of instances of one shape."""
    return tuple(np.stack(parts, axis=-1) for parts in zip(*instances, strict=True))


def entries(family: Family, distribution: Distribution) -> int:
    """How many entries an instance has."""
    return sum(prod(shape) for shape in family.shapes(distribution))


def batch_size(family: Family, distribution: Distribution, memory: int, largest: int = LARGEST_BATCH) -> int:
    """How many instances a batch holds so that its float32 entries take at most `memory` bytes; a power of two, from 64 to `largest`."""
    fitting = min(max(memory // (4 * entries(family, distribution)), 1), largest)
    return max(1 << (fitting.bit_length() - 1), 8 * LANES)


def weight(arrays: Arrays) -> tuple[int, int, int, int]:
    """How complicated an instance is: entries that are not 0, the sum of moduli, minus signs, entries."""
    flat = np.concatenate([a.reshape(-1) for a in arrays]).astype(int)
    return int((flat != 0).sum()), int(abs(flat).sum()), int((flat < 0).sum()), flat.size


def weights(arrays: Arrays) -> np.ndarray:
    """The same for each instance of a batch as one sortable number a column, shape (B,)."""
    flat = np.concatenate([a.reshape(-1, a.shape[-1]) for a in arrays]).astype(np.int64)
    return ((flat != 0).sum(0) * 2**20 + abs(flat).sum(0)) * 2**20 + (flat < 0).sum(0)
