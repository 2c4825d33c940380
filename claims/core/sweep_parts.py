"""The work of a sweep in parts: so many instances of one distribution at one place, judged batch by batch, and what was counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import Any, NamedTuple

import numpy as np

from claims.core.batch_gaps import in_batches, per_instance
from claims.core.batches import LARGEST_ON_DEVICE, Distribution, Sweep, batch_size, make
from claims.core.claim import Claim
from impl.place import Place

# Bytes that a batch's entries may take as float32. Measured by turns on AVX-512, freed arrays' places used again at once (tcmalloc): half as many are
# 8 % slower, twice as many 4 %; by glibc the three differ less, and the largest loses most while others use the memory.
MEMORY = 2**23
COMPILED = 2  # times as many where torch's route is compiled, which was measured to be faster so
MEMORY_ON_DEVICE = 2**30  # the same where instances are made on the device: meant to fill a GPU
COMPARED = 1024  # instances of each batch made on the device that are made, and judged, on the CPU as well
PATTERNS_OF = 1024  # tie patterns are listed for so many instances of each distribution; ties are counted for all


class Part(NamedTuple):
    """Instances first..first+length-1 of one distribution at one place: what one process is asked to do."""

    distribution: Distribution
    place: Place
    first: int
    length: int
    memory: int = MEMORY
    compiled: bool = False  # torch's route compiled, in full batches of its own size


@dataclass
class Totals:
    """What was counted in some parts; adding is all that is needed to join them."""

    instances: int = 0
    failed: int = 0
    checks: int = 0
    exact: int = 0
    on_kink: int = 0
    compiled: int = 0  # instances that took the compiled route
    layers: list[list[int]] = field(default_factory=list)
    ties: Counter[str] = field(default_factory=Counter)
    first: tuple[Distribution, int] | None = None  # the first failing instance, and of which distribution
    trouble: str = ""

    def add(self, other: Totals) -> None:
        for name in ("instances", "failed", "checks", "exact", "on_kink", "compiled"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.ties.update(other.ties)
        self.layers += [[0, 0] for _ in other.layers[len(self.layers) :]]
        for mine, theirs in zip(self.layers, other.layers, strict=False):
            mine[0], mine[1] = mine[0] + theirs[0], mine[1] + theirs[1]
        self.first, self.trouble = self.first or other.first, self.trouble or other.trouble


class MadeOtherwise(ArithmeticError):
    """A device that makes or judges instances otherwise than the CPU."""


class Found(NamedTuple):
    """What the checks say of a batch: which instances break the claim, shape (B,), how many comparisons were made, and how many were exact."""

    broken: np.ndarray
    checks: int
    exact: int


def failing(claim: Claim, sweep: Sweep, subject: Any, count: int, parts: Mapping[str, Any] | None = None) -> Found:
    """Runs the checks over a subject that holds `count` instances, with these parts replaced. Raises ValueError where nothing was checked."""
    broken, checks, exact = np.zeros(count, dtype=bool), 0, 0
    with in_batches(count):
        for check in (sweep.checks or claim.checks)(subject, **{**sweep.parts, **(parts or {})}):
            gaps = per_instance(check.gap, count)[0]
            checks += count
            exact += count
            if (gaps[:1] if gaps.strides == (0,) else gaps).any():
                over = gaps > float(check.allowed)
                broken |= over
                exact -= int(np.count_nonzero(over))
    if not checks:
        raise ValueError(f"checks of {claim.id} were asked for, found none: the sweep would pass whatever is true")
    return Found(broken, checks, exact)


def made_there(sweep: Sweep, place: Place) -> bool:
    """Whether the sweep's instances are made on the device of the place."""
    return sweep.on_device is not None and place.device != "cpu"


def size_of(sweep: Sweep, distribution: Distribution, place: Place, memory: int, compiled: bool = False) -> int:
    """How many instances a batch holds at a place, or one that is compiled."""
    if made_there(sweep, place):
        return batch_size(sweep.family, distribution, MEMORY_ON_DEVICE if memory == MEMORY else memory, LARGEST_ON_DEVICE)
    return batch_size(sweep.family, distribution, COMPILED * memory if compiled else memory)


def run_part(claim: Claim, sweep: Sweep, part: Part) -> Totals:
    """Examines the instances of one part, batch by batch; memory does not grow with their number. What breaks down is told as `trouble`."""
    found = Totals()
    size, full = (size_of(sweep, part.distribution, part.place, part.memory, compiled) for compiled in (False, True))
    first, end = part.first, part.first + part.length
    while first < end:
        compiled = part.compiled and end - first >= full  # a shorter rest would be compiled by itself
        count = full if compiled else min(size, end - first)
        try:
            subject = _subject(sweep, part, first, count, compiled)
            broken, checks, exact = failing(claim, sweep, subject, count, sweep.compiled.parts if compiled else None)
        except Exception as error:
            found.trouble = f"{type(error).__name__}: {error}, in instances {first} to {first + count - 1} of {part.distribution}"[:2000]
            return found
        found.instances += count
        found.checks += checks
        found.exact += exact
        found.compiled += count if compiled else 0
        if broken.any():
            found.failed += int(broken.sum())
            found.first = found.first or (part.distribution, first + int(broken.argmax()))
        _kinks(found, subject.ties, first, count)
        first += count
    return found


def _subject(sweep: Sweep, part: Part, first: int, count: int, compiled: bool) -> Any:
    """The batch at the part's place; of one made on the device, the first instances are compared with the CPU's. Raises MadeOtherwise."""
    if sweep.on_device is None or not made_there(sweep, part.place):
        return sweep.family.lift(make(sweep.family, part.distribution, first, count), part.place)
    subject = sweep.on_device.made(part.distribution, first, count, part.place, compiled)
    if not sweep.on_device.agrees(subject, make(sweep.family, part.distribution, first, min(count, COMPARED))):
        raise MadeOtherwise(f"the instances and the judge's numbers of the CPU were asked of {part.place}, found others")
    return subject


def _kinks(found: Totals, ties: Sequence[Any], first: int, count: int) -> None:
    tied = [_on_cpu(layer.any(0)) for layer in ties]
    anywhere: np.ndarray = np.array(tied[0]) if tied else np.zeros(0, dtype=bool)
    for layer in tied[1:]:
        anywhere |= layer
    found.on_kink += int(np.count_nonzero(anywhere))
    found.layers += [[0, 0] for _ in tied[len(found.layers) :]]
    for counts, layer in zip(found.layers, tied, strict=False):
        counts[0], counts[1] = counts[0] + int(np.count_nonzero(layer)), counts[1] + count
    listed = min(max(PATTERNS_OF - first, 0), count)
    if listed and tied:
        found.ties.update(compress(_patterns(ties, listed), anywhere))


def _patterns(ties: Sequence[Any], count: int) -> list[str]:
    """The tie patterns of the first instances, "o" where it ties, a bar between layers."""
    bar = np.full((1, count), ord("|"), np.uint8)
    marks = [np.where(_on_cpu(layer[:, :count]), np.uint8(ord("o")), np.uint8(ord("."))) for layer in ties]
    text = np.concatenate([rows for layer in marks for rows in (bar, layer)][1:])
    return [column.tobytes().decode() for column in text.T]


def _on_cpu(value: Any) -> np.ndarray:
    return value.cpu().numpy() if hasattr(value, "cpu") else value
