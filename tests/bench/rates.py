"""What the benchmarks of sweeps run: units of work that can be sent to another process, and plain Hypothesis to compare them with."""

from __future__ import annotations

import resource
import tempfile
import time
from itertools import pairwise

import numpy as np
import torch
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.database import DirectoryBasedExampleDatabase
from hypothesis.extra import numpy as hnp

from claims.core.batches import Distribution, make
from claims.core.sweep_parts import MEMORY, Part, run_part, size_of
from claims.instances import network_batches as nets
from claims.instances import network_rates as rates
from claims.lecture import find
from claims.sweeps import SWEEPS
from impl.place import PLACES, Place

SIZES = (8, 8, 8, 1)
GENERIC = Distribution(SIZES, 4, 1, "generic", 0)
TIES = Distribution(SIZES, 4, 1, "ties", 0)
SHARED = Distribution(SIZES, rates.SHARED_BOUND, 1, "generic", 0)
FLOAT32 = next(p for p in PLACES if str(p) == "cpu float32")
IN_HAND, MADE = (size_of(SWEEPS["L36r"], TIES, FLOAT32, MEMORY, c) for c in (False, True))  # what eager torch is given at once, and compiled code
INPUTS, NETS = 256, 256  # points and networks of a batch with shared weights


def judged(first: int, count: int, distribution: Distribution = TIES, place: Place = FLOAT32, compiled: bool = False) -> int:
    """The sweep of L36r over so many instances, all in; how many were examined. `compiled`: as profile deep runs it."""
    found = run_part(find("L36r"), SWEEPS["L36r"], Part(distribution, place, first, count, compiled=compiled))
    assert not found.failed, found.first
    assert not found.trouble, found.trouble
    return found.instances


def unjudged(first: int, count: int) -> int:
    """Without the judge, and without ties on purpose."""
    for start in range(first, first + count, MADE):
        arrays = make(nets.family(), GENERIC, start, MADE)
        for a in range(0, MADE, IN_HAND):
            assert not rates.unjudged(tuple(array[..., a : a + IN_HAND] for array in arrays))
    return count


def compiled(first: int, count: int) -> int:
    """The same instances compiled."""
    for start in range(first, first + count, MADE):
        assert not rates.compiled(make(nets.family(), GENERIC, start, MADE))
    return count


def compiled_judged(first: int, count: int) -> int:
    """The sweep of L36r as profile deep runs it: torch's route compiled, the judge and the rest as ever."""
    return judged(first, count, compiled=True)


def shared(first: int, count: int, *, by_judge: bool = False) -> int:
    """Pairs of networks and inputs, in random combinations."""
    assert rates.fits(SHARED, INPUTS)
    for start in range(first, first + count // INPUTS, NETS):
        assert rates.shared(SHARED, start, NETS, INPUTS, judged=by_judge)[1] == 0
    return count


def shared_judged(first: int, count: int) -> int:
    """The same, judged."""
    return shared(first, count, by_judge=True)


def started(_: int) -> None:
    """Makes a process ready: torch imported, one thread, every routine called once."""
    torch.set_num_threads(1)
    judged(0, MADE)


def timed(work, first: int, count: int) -> float:
    """Wall-clock seconds of one call."""
    start = time.perf_counter()
    work(first, count)
    return time.perf_counter() - start


def peak_memory(counts: list[int]) -> list[int]:
    """The largest resident memory of this process in bytes after each number of instances."""
    found = []
    for count in counts:
        judged(0, count)
        found.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
    return found


def plain_property(examples: int, wrong=None, seconds: float = float("inf"), seeded: int = 0, every_entry: bool = False) -> tuple[int, bool]:
    """The identity as one writes it: Hypothesis draws every array, torch differentiates one network an example. (examples, whether it failed).

    Arrays are drawn as Hypothesis's numpy strategies do by themselves, most entries being one value repeated; `every_entry` draws each, as
    the sweep does. `wrong(weights, x)` says where a planted bug shows; after `seconds` of this process's time nothing more is drawn.
    """
    done, start = 0, time.process_time()
    kept = DirectoryBasedExampleDatabase(tempfile.mkdtemp())
    usual = settings(max_examples=examples, database=kept, deadline=None)  # else Hypothesis's own settings, with an empty database of this run
    # a planted bug is to be found, not shrunk, and nothing else is to be paid for
    hunting = settings(max_examples=examples, database=None, deadline=None, phases=(Phase.generate,), suppress_health_check=list(HealthCheck))
    fill = {"fill": st.nothing()} if every_entry else {}
    sizes = [hnp.arrays(np.int8, (m, n), elements=st.integers(-4, 3), **fill) for n, m in pairwise(SIZES)]

    class Over(Exception):
        pass

    @seed(seeded)
    @(hunting if wrong else usual)
    @given(st.tuples(*sizes), hnp.arrays(np.int8, SIZES[:1], elements=st.integers(-4, 3), **fill))
    def holds(layers, point):
        nonlocal done
        if time.process_time() - start > seconds:
            raise Over
        done += 1
        weights, x = [torch.tensor(w, dtype=torch.float32, requires_grad=True) for w in layers], torch.tensor(point, dtype=torch.float32)
        h = x
        for w in weights[:-1]:
            h = torch.relu(w @ h)
        f = (weights[-1] @ h)[0]
        gradients = torch.autograd.grad(f, weights)
        assert wrong is None or not wrong(layers, point)
        for w, g in zip(weights, gradients, strict=True):
            torch.testing.assert_close((w * g).sum(), f)

    try:
        holds()
    except Over:
        return done, False
    except AssertionError:
        return done, True
    return done, False
