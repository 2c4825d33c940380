"""Where a torch computation runs: a device and a floating-point format.

The unit roundoff u and the number of bits p of a format (u = 2**-p for rounding to nearest) are those of IEEE 754
binary64 and binary32 [Higham 2002, Accuracy and Stability of Numerical Algorithms, section 2.1].
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from flint import fmpq

BITS = {"float64": 53, "float32": 24}
SURE = 2**53  # integers up to this modulus are exact in float64


@dataclass(frozen=True)
class Place:
    """A device ("cpu", "cuda") and a format ("float64", "float32")."""

    device: str
    format: str

    def __post_init__(self) -> None:
        if self.format not in BITS:
            raise ValueError(f"format {self.format!r} was asked for; allowed: {', '.join(BITS)}")

    def __str__(self) -> str:
        return f"{self.device} {self.format}"

    @property
    def dtype(self) -> torch.dtype:
        return getattr(torch, self.format)

    @property
    def bits(self) -> int:
        """Integers of modulus up to 2**bits are exact in this format."""
        return BITS[self.format]

    @property
    def unit_roundoff(self) -> fmpq:
        return fmpq(1, 2**self.bits)

    def missing(self) -> str:
        """Why this place cannot be used on this machine; empty when it can."""
        if self.device.startswith("cuda") and not torch.cuda.is_available():
            return f"no CUDA device: torch {torch.__version__} sees none on this machine"
        return ""

    def tensor(self, values: Any) -> torch.Tensor:
        """Plain numbers (nested sequences of int, float, Fraction, fmpq), any shape, as a tensor at this place.

        Raises ValueError where a number is not exactly representable in the format: lifting never rounds.
        """
        found = torch.tensor(_floats(values), dtype=torch.float64)
        if self.dtype == torch.float64 and torch.equal(found, found):  # not for nan
            return found.to(self.device)
        lifted = found.to(self.dtype)
        if not torch.equal(lifted.to(torch.float64), found):
            raise ValueError(f"{values!r} was to be lifted to {self}, which would round it; allowed: numbers of at most {self.bits} bits")
        return lifted.to(self.device)


def _floats(values: Any) -> Any:
    if isinstance(values, float):
        return values
    if isinstance(values, (list, tuple)) or (isinstance(values, Sequence) and not isinstance(values, str)):
        return [_floats(v) for v in values]
    if hasattr(values, "tolist"):
        return _floats(values.tolist())
    if isinstance(values, int) and abs(values) <= SURE:
        return float(values)
    exact = fmpq(values) if isinstance(values, int) else values
    p, q = (exact.p, exact.q) if isinstance(exact, fmpq) else (exact.numerator, exact.denominator)
    as_float = int(p) / int(q)
    if as_float.as_integer_ratio() != (int(p), int(q)):
        raise ValueError(f"{values!r} was to be lifted to a tensor, which would round it; allowed: dyadic rationals of at most 53 bits")
    return as_float


PLACES = tuple(Place(device, fmt) for device in ("cpu", "cuda") for fmt in ("float64", "float32"))
