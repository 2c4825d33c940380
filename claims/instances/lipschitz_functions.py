"""Functions that are locally Lipschitz, and functions that just fail to be: instances and strategies.

Locally Lipschitz: piecewise affine functions, C^1 functions, a x + c x^p sin(x^-q) with p > q, teeth of equal slopes. Not: such
oscillations with p <= q, teeth of growing slopes, c sqrt|x|. `claims.instances.local_subjects` lifts them.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from hypothesis import strategies as st

from claims.instances.numbers import dyadics
from claims.instances.oscillations import oscillations
from claims.instances.polyhedral_functions import FunctionAtPoint, piecewise_affine_functions
from claims.instances.smooth_functions import Smooth, smooth_functions
from impl.oscillating import Oscillation
from impl.teeth import Teeth


class Root(NamedTuple):
    """c sqrt|x|, at 0."""

    c: float


Local = FunctionAtPoint | Smooth | Oscillation | Teeth | Root
AMPLITUDES = st.sampled_from((1, -1, 2, 0.5, -3))


@st.composite
def teeth(draw: Any, *, growth: tuple[int, ...] = (1,)) -> Teeth:
    """Teeth at 0, of slopes that grow with one of the factors `growth`; shrinks to the modulus of teeth alone."""
    return Teeth(draw(dyadics(1)), draw(AMPLITUDES), draw(st.sampled_from(growth)))


@st.composite
def roots(draw: Any) -> Root:
    """c sqrt|x| with c != 0."""
    return Root(draw(AMPLITUDES))


def lipschitz_functions() -> Any:
    """Locally Lipschitz functions at a point, half of them piecewise affine; shrinks to relu(0) at 0."""
    others = st.one_of(smooth_functions(), oscillations(), teeth())
    return st.booleans().flatmap(lambda other: others if other else piecewise_affine_functions())
