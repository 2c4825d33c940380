"""What an instance is like: a few small numbers by name, so that a report can say what a search really tried.

Read off the instance and its subject by the names that the builders share (`weights`, `x`, `inputs`, `steps`, `pieces`, `ties`); a
subject may say it itself with a mapping `features`. Values are text in order of size; large numbers are put together.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

ALONE = 8  # up to this number each value stands for itself, beyond it powers of two bound the classes


def features(instance: Any, subject: Any) -> dict[str, str]:
    """The features of one instance: name -> value. What an instance does not have is left out."""
    own = getattr(subject, "features", None)
    found = {"kind": _kind(instance), "dimension": _dimension(instance, subject)} | _sizes(instance) | {"ties": _ties(subject)}
    if isinstance(own, Mapping):
        found |= own
    return {name: _text(value) for name, value in found.items() if value not in (None, "")}


def _kind(instance: Any) -> str:
    return type(instance).__name__ if hasattr(instance, "_fields") else ""


def _dimension(instance: Any, subject: Any) -> int | None:
    """The number of inputs of a network or of a graph, or of coordinates of the point, or of several points."""
    if _is_network(instance):
        return len(instance.weights[0][0])
    n = getattr(getattr(subject, "graph", None), "n", None)
    if isinstance(n, int):
        return n
    for points in ((getattr(instance, "x", None),), getattr(instance, "points", None) or ()):
        if points and isinstance(points[0], tuple):
            return len(points[0])
    return None


def _sizes(instance: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if _is_network(instance):
        *hidden, _ = instance.weights
        found |= {"hidden layers": len(hidden), "widest hidden layer": max((len(w) for w in hidden), default=0)}
    for name, attribute in (("pieces", "pieces"), ("points", "points"), ("samples", "inputs"), ("steps", "steps")):
        value = getattr(instance, attribute, None)
        if isinstance(value, (int, tuple)):
            found[name] = value if isinstance(value, int) else len(value)
    return found


def _is_network(instance: Any) -> bool:
    """Whether it has weights: matrices, as tuples of rows."""
    weights = getattr(instance, "weights", None)
    return isinstance(weights, tuple) and bool(weights) and all(isinstance(w, tuple) and w and isinstance(w[0], tuple) for w in weights)


def _ties(subject: Any) -> int | None:
    ties = getattr(subject, "ties", None)
    return sum(layer.count("o") for layer in ties) if isinstance(ties, tuple) and ties else None


def _text(value: Any) -> str:
    if not isinstance(value, int) or isinstance(value, bool) or value <= ALONE:
        return str(value)
    low = 2 ** (value - 1).bit_length() // 2 + 1
    return f"{low} to {2 * (low - 1)}"
