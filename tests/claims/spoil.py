"""Breaking a route: the same route, but every number v that it returns becomes 2v + 1, every set is moved, every yes a no."""

from __future__ import annotations

import numpy as np
import torch
from flint import fmpq

from impl.polytope import Polytope


def spoiled(value):
    """`value` with every number in it changed. Raises TypeError for what it does not know how to break."""
    if isinstance(value, str):  # a name: which program, which layer
        return value
    if isinstance(value, (bool, np.bool_)):
        return not value
    if isinstance(value, (int, float, fmpq)):
        return 2 * value + 1
    if isinstance(value, torch.Tensor) or (isinstance(value, np.ndarray) and value.dtype != bool):
        return 2 * value + 1 if getattr(value, "dtype", None) != torch.bool else ~value
    if isinstance(value, Polytope):
        return value.translate((1,) * value.dimension)
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*(spoiled(item) for item in value))
    if isinstance(value, range):
        return tuple(spoiled(item) for item in value)
    if isinstance(value, (list, tuple)):
        return type(value)(spoiled(item) for item in value)
    if isinstance(value, (set, frozenset)):
        return type(value)(spoiled(item) for item in value)
    if isinstance(value, dict):
        return {key: spoiled(item) for key, item in value.items()}
    if hasattr(value, "__next__"):
        return [spoiled(item) for item in value]
    if callable(value):
        return broken(value)
    raise TypeError(f"a route returned {value!r} ({type(value).__name__}), which cannot be broken here; return numbers, sets or truth values")


def broken(route):
    """The route with everything it returns spoiled."""
    return lambda *args, **more: spoiled(route(*args, **more))
