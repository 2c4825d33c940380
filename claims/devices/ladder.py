"""The device ladder: fixed situations in which torch may choose, and what it chose at a place, in words.

Which entry is selected at a tie, in which order equal entries come, how the gradient is shared, which bits a sum of floats has: the claims
about torch hold whatever is chosen, so these are no claims. Each is recorded at every place of a run, so that a report can say where two
devices differ, and a comparison where two versions of torch do.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence

import torch
from torch.nn import functional

from claims.instances import additions, selections, sorted_rows, window_selections
from claims.instances.additions import Numbers, NumbersSubject
from claims.instances.tables import Table, TableSubject
from impl.autograd import backpropagated
from impl.place import Place

Pairs = Iterator[tuple[str, str]]
RUNS = 8  # of everything: threads of a GPU may find another of the tied entries, and add in another order, each time
VARIES = "varies from run to run"
ROWS = {
    "(1, 2, 2, 0, 2)": Table(((1, 2, 2, 0, 2),)),
    "(0, -0.0, 0, -0.0)": Table(((0, -0.0, 0, -0.0),)),
    "(2, 0, 1, 1, 1, 0, 0)": Table(((2, 0, 1, 1, 1, 0, 0),)),
    "(1, 2, 2, 0, 2), 1,000 times": Table(((1, 2, 2, 0, 2),), 1000),
}
SHORT = 8  # an order of more entries is told by a digest
FLOATS = Numbers(
    tuple(((7919 * k * k + 12345 * k) % 2**24 - 2**23) / 2.0 ** (k % 40) for k in range(1000)),
    tuple(((6007 * k * k + 54321 * k) % 2**24 - 2**23) / 2.0 ** (k % 37) for k in range(1000)),
    tuple((5 * k + k // 7) % 4 for k in range(1000)),
)
SHARED: dict[str, tuple[Sequence[float], Callable[[torch.Tensor], torch.Tensor]]] = {
    "amax, five equal": ((1,) * 5, lambda x: x.amax()),
    "amax, five equal of 5,000": ((1, 0, 0, 0, 0) * 5 + (0,) * 4975, lambda x: x.amax()),
    "max of all, five equal": ((1,) * 5, lambda x: x.max()),
    "median of all, five equal": ((1,) * 5, lambda x: x.median()),
    "nanmedian of all, three equal": ((1,) * 3, lambda x: x.nanmedian()),
    "aminmax, both of three equal": ((1,) * 3, lambda x: x.aminmax().max),
    "scatter_reduce amax, three equal": ((1,) * 3, lambda x: _into_one(x).scatter_reduce(0, _nowhere(x), x, "amax", include_self=False)[0]),
    "maximum, both equal": ((1, 1), lambda x: torch.maximum(x[0], x[1])),
    "fmax, both equal": ((1, 1), lambda x: torch.fmax(x[0], x[1])),
    "max norm, three equal": ((1, -1, 1), lambda x: torch.linalg.vector_norm(x, torch.inf)),
}


def _into_one(x: torch.Tensor) -> torch.Tensor:
    return x.new_zeros(1)


def _nowhere(x: torch.Tensor) -> torch.Tensor:
    return torch.zeros(len(x), dtype=torch.long, device=x.device)


def shares(place: Place) -> Pairs:
    """How the gradient is shared among entries that tie: each share by its bits, and the entries that get it."""
    for name, (point, f) in SHARED.items():
        found = list(enumerate(backpropagated(f, point, place).tolist()))
        told = {share: ", ".join(str(i) for i, v in found if v == share) for _, share in found if share}
        yield name, "; ".join(f"{number(share)} at {where}" for share, where in told.items())


def selected(place: Place) -> Pairs:
    """The index of the entry that each order statistic selects."""
    yield from _of_rows(place, selections.SELECTIONS, lambda s, name: selections.indices(s, name)[:1])


def selected_in_windows(place: Place) -> Pairs:
    """The indices of the entries that the windows and prefixes select."""
    yield from _of_rows(place, window_selections.SCANS, lambda s, name: window_selections.by_torch(s, name).indices)


def orders(place: Place) -> Pairs:
    """The order in which sorting has brought the entries, by their indices."""
    yield from _of_rows(place, sorted_rows.SORTINGS, lambda s, name: sorted_rows.by_torch(s, name).indices[0])


def _of_rows(place: Place, names: Iterable[str], chosen: Callable[[TableSubject, str], Iterable[int]]) -> Pairs:
    names = tuple(names)
    for where, row in ROWS.items():
        s = TableSubject(row, place)
        yield from ((f"{name} of {where}", _repeated(lambda s=s, name=name: chosen(s, name))) for name in names)  # type: ignore[misc]


def sums(place: Place) -> Pairs:
    """The bits of sums of a thousand floats, and whether they are the same in every run."""
    s = NumbersSubject(FLOATS, place)
    for name in additions.ADDITIONS:
        yield name, _repeated(lambda name=name: map(number, additions.by_torch(s, name)))  # type: ignore[misc]
    conv1d = lambda: map(number, functional.conv1d(s.x[None, None], s.y[None, None, :3])[0, 0].tolist())  # noqa: E731
    yield "conv1d, cuDNN and its TF32 allowed", _repeated(conv1d)


def _repeated(run: Callable[[], Iterable[object]]) -> str:
    """What `run` returns; where runs differ that alone, not in how many ways: so the same device says the same in another run."""
    found = {_listed(run()) for _ in range(RUNS)}
    return found.pop() if len(found) == 1 else VARIES


def _listed(values: Iterable[object]) -> str:
    words = [str(v) for v in values]
    return ", ".join(words) if len(words) <= SHORT else f"{len(words)} of digest {hashlib.sha256(', '.join(words).encode()).hexdigest()[:12]}"


def number(value: float) -> str:
    """A number by its bits: in decimals where six digits say it exactly, else in hexadecimals."""
    short = f"{value:g}"
    mantissa, _, exponent = value.hex().partition("p")
    return short if float(short) == value else f"{mantissa.rstrip('0')}p{exponent}"
