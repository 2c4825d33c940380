"""Where a float format first breaks what holds exactly: the pairing of every layer with its gradient against f, as sizes grow.

Entries are small integers, so a format of p bits computes exactly while the largest partial sum is below 2^p; how soon it breaks after
that depends on the instances. The same instances climb in every format on every device. TF32 exists in the matrix products of
CUDA alone, so its forward pass is by matrix products, under the switch that allows them to use it; the others' is entry by entry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np
import torch

from claims.core.batches import Arrays, Distribution, make
from claims.instances import network_batches as nets
from claims.instances.integer_networks import IntegerNetwork, bits_of
from impl import networks

INSTANCES, SEED = 256, 36
GROWTH = {  # what grows -> the distributions, a step each
    "depth": tuple(Distribution((*(8,) * (h + 1), 1), 4, 0, "generic", SEED) for h in range(1, 11)),
    "width": tuple(Distribution((n, n, n, 1), 8, 0, "generic", SEED) for n in (1, 2, 4, 8, 16, 32)),
    "bound": tuple(Distribution((8, 8, 8, 8, 1), bound, 0, "generic", SEED) for bound in (1, 2, 4, 8)),
}


class Format(NamedTuple):
    """A number format on a device; `bits` are those of its significand."""

    device: str
    name: str
    dtype: torch.dtype
    bits: int

    def __str__(self) -> str:
        return f"{self.device} {self.name}"

    def missing(self) -> str:
        """Why the format cannot be tried on this machine; empty where it can."""
        if self.device == "cuda" and not torch.cuda.is_available():
            return f"no CUDA device: torch {torch.__version__} sees none on this machine"
        return ""


NARROW = (("float64", torch.float64, 53), ("float32", torch.float32, 24), ("bfloat16", torch.bfloat16, 8))
FORMATS = (*(Format(device, *rest) for device in ("cpu", "cuda") for rest in NARROW), Format("cuda", "tf32", torch.float32, 11))


class Rung(NamedTuple):
    """One format at one step: bits that the largest partial sum may need, and the share of instances in which some layer's equation fails."""

    grown: str
    sizes: tuple[int, ...]
    bound: int
    needs: int
    broken: float


def climb(form: Format) -> Iterator[Rung]:
    """The rungs of a format, step by step, what grows after what grows. Raises ValueError where the format is missing."""
    if form.missing():
        raise ValueError(f"{form} was asked for: {form.missing()}")
    for grown, steps in GROWTH.items():
        for distribution in steps:
            arrays = make(nets.family(), distribution, 0, INSTANCES)
            needs = bits_of(distribution.shape, distribution.bound)
            yield Rung(grown, distribution.shape, distribution.bound, needs, float(broken(arrays, form).mean()))


def broken(arrays: Arrays, form: Format) -> np.ndarray:
    """In which instances some layer's pairing with its gradient, or f itself, is not the integer f; shape (B,)."""
    weights = [torch.from_numpy(w).to(form.device).to(form.dtype).requires_grad_() for w in arrays[:-1]]
    x = torch.from_numpy(arrays[-1]).to(form.device).to(form.dtype)
    claimed = IntegerNetwork(arrays[:-1], arrays[-1]).output[0]
    with tf32_allowed(form.name == "tf32"):
        f = (by_matrix_products if form.name == "tf32" else networks.output)(weights, x)
        gradients = torch.autograd.grad(f, weights, torch.ones_like(f))
    values = [f[0], *((w * g).sum((0, 1)) for w, g in zip(weights, gradients, strict=True))]
    return np.logical_or.reduce([as_integers(v) != claimed for v in values])


def as_integers(value: torch.Tensor) -> np.ndarray:
    """Values as int64; what is no whole number below 2^62 becomes a number that no f is."""
    found = value.detach().double().cpu().numpy()
    odd = ~(np.abs(found) < 2.0**62) | (found != np.floor(found))
    return np.where(odd, np.iinfo(np.int64).max, np.where(odd, 0, found).astype(np.int64))


def by_matrix_products(weights: list[torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    """f by torch.bmm, one matrix an instance, shape (1, B)."""
    h = x.T[:, :, None]
    for w in weights[:-1]:
        h = torch.relu(torch.bmm(w.permute(2, 0, 1), h))
    return torch.bmm(weights[-1].permute(2, 0, 1), h)[:, :, 0].T


@contextmanager
def tf32_allowed(allowed: bool) -> Iterator[None]:
    """Matrix products of CUDA may use TF32 within it, or not; a CPU knows no such switch."""
    before = torch.backends.cuda.matmul.allow_tf32
    torch.backends.cuda.matmul.allow_tf32 = allowed
    try:
        yield
    finally:
        torch.backends.cuda.matmul.allow_tf32 = before


def first_breaks(rungs: list[Rung]) -> dict[str, list[Any] | None]:
    """For each thing that grows the sizes, the bound and the bits of the first step with a broken instance; None where none breaks."""
    found: dict[str, list[Any] | None] = dict.fromkeys(GROWTH)
    for rung in rungs:
        if rung.broken and found[rung.grown] is None:
            found[rung.grown] = [list(rung.sizes), rung.bound, rung.needs]
    return found


def ladder(formats: tuple[Format, ...] = FORMATS, climb: Callable[[Format], Iterator[Rung]] = climb) -> list[dict[str, Any]]:
    """Every format: what it is, why it was not run, or its rungs and where it first breaks; plain data for evidence."""
    found = []
    for form in formats:
        told: dict[str, Any] = {"format": str(form), "bits": form.bits, "not_run": form.missing()}
        if not form.missing():
            rungs = list(climb(form))
            told |= {"rungs": [[r.grown, list(r.sizes), r.bound, r.needs, round(r.broken, 6)] for r in rungs], "first": first_breaks(rungs)}
        found.append(told)
    return found
