"""Single numbers: small integers, dyadic rationals, and floats for rounding bounds. All are plain Python numbers."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from hypothesis import strategies as st

LARGEST = 4


@cache
def integers(largest: int = LARGEST) -> Any:
    """Integers of modulus at most `largest`; shrinks to 0."""
    return st.integers(-largest, largest)


def choices(values: tuple[Any, ...]) -> Any:
    """One of the numbers or names `values`; made once for equal values of equal types, as a strategy is dear to make."""
    return _choices(repr(values), values)


@lru_cache(maxsize=512)
def _choices(_text: str, values: tuple[Any, ...]) -> Any:  # by their text: 1, 1.0 and True are equal
    return st.sampled_from(values)


@cache
def halvings() -> Any:
    """How often the entries of one instance are halved: mostly not at all."""
    return st.sampled_from((0, 0, 0, 1, 2))


@cache
def dyadics(halved: int = 0, largest: int = LARGEST) -> Any:
    """k / 2**halved with |k| <= largest: integers as int, others as float, exactly; shrinks to 0."""
    if not halved:
        return integers(largest)
    return integers(largest).map(lambda k: k // 2**halved if k % 2**halved == 0 else k / 2**halved)


@cache
def floats() -> Any:
    """float32 numbers of modulus 0 or within [2**-10, 4]: arbitrary bits, so that sums round, and nothing under- or overflows."""
    return st.floats(2.0**-10, 4.0, width=32).flatmap(lambda size: st.sampled_from((size, -size)))
