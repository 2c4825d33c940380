"""Exact rational numbers: the one door through which numbers enter the exact core.

Everything exact in `impl` is a `flint.fmpq`. A vector is a tuple of them, a matrix a tuple of rows. A float is taken
at its exact binary value (0.1 becomes 3602879701896397/2**55), so a point that torch sees and the point that the exact
core sees are the same point.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from numbers import Rational as _Rational
from typing import Any

from flint import fmpq, fmpz

Vector = tuple[fmpq, ...]
Matrix = tuple[Vector, ...]

ZERO, ONE = fmpq(0), fmpq(1)


def rational(value: Any) -> fmpq:
    """`value` as an exact rational.

    Accepts int, Fraction, fmpz, fmpq, a finite float (at its exact binary value), a numpy scalar, a torch scalar.
    Raises ValueError for nan, inf, and TypeError for anything else (a string, say: it has no exact binary value).
    """
    if isinstance(value, fmpq):
        return value
    if isinstance(value, (int, fmpz)):
        return fmpq(value)
    if isinstance(value, Fraction):
        return fmpq(value.numerator, value.denominator)
    if hasattr(value, "item"):  # torch and numpy scalars; float64 holds every float32, float16 and bfloat16 exactly
        return rational(value.item())
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"a rational was asked for, found {value!r}; allowed: finite numbers")
        return fmpq(*value.as_integer_ratio())
    if isinstance(value, _Rational):
        return fmpq(int(value.numerator), int(value.denominator))
    raise TypeError(
        f"a rational was asked for, found {value!r} of type {type(value).__name__}; allowed: int, float, Fraction, fmpq, numpy or torch scalars"
    )


def vector(values: Iterable[Any]) -> Vector:
    """`values`, shape (n,), as a tuple of n rationals; torch tensors and numpy arrays go by their exact binary values."""
    if hasattr(values, "tolist"):
        values = values.tolist()  # type: ignore[union-attr]
    if not isinstance(values, (tuple, list)) and (not isinstance(values, Iterable) or isinstance(values, (str, bytes))):
        raise TypeError(f"a vector was asked for, found {values!r}; allowed: a sequence of numbers, shape (n,)")
    return tuple([v if type(v) is fmpq else rational(v) for v in values])


def matrix(rows: Iterable[Any]) -> Matrix:
    """`rows`, shape (m, n), as a tuple of m tuples of n rationals. Raises ValueError where the rows differ in length."""
    if hasattr(rows, "tolist"):
        rows = rows.tolist()  # type: ignore[union-attr]
    found = tuple(vector(row) for row in rows)
    if len({len(row) for row in found}) > 1:
        raise ValueError(f"a matrix was asked for, found rows of lengths {[len(row) for row in found]}; allowed: equal lengths")
    return found


def dot(u: Sequence[fmpq], v: Sequence[fmpq]) -> fmpq:
    """The inner product of two vectors of shape (n,). Raises ValueError where the lengths differ."""
    return sum((a * b for a, b in zip(u, v, strict=True)), ZERO)


def fraction(value: fmpq) -> Fraction:
    """The same number as a `fractions.Fraction`: for printing, and for checkers that share no code with flint."""
    return Fraction(int(value.p), int(value.q))
