"""Shapes of plain data (what JSON holds), so that a log of another shape is refused where it is read and not where it is shown.

A shape is a type, a tuple of types, COUNT, `[shape]` for a list of that shape, `[shape, shape]` for a list of exactly these, `{str: shape}`
for a mapping of names to it, or a mapping of names to shapes: each must be there but those that end in `?`; further names are allowed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

NAMES = {str: "text", int: "a whole number", float: "a number", bool: "true or false", dict: "a mapping", list: "a list", type(None): "null"}
NUMBER = (float, int)
COUNT = "a count"  # a whole number from 0 on


def misfit(value: Any, shape: Any, where: str = "it") -> str:
    """Where and how `value` is not of the shape, in words; empty where it is."""
    if isinstance(shape, (list, Mapping)):
        kind = list if isinstance(shape, list) else dict
        if not isinstance(value, kind):
            return f"{where}: {NAMES[kind]} was asked for, found {str(value)[:60]!r}"
        return next((wrong for part in _parts(value, shape, where) if (wrong := misfit(*part))), "")
    kinds = shape if isinstance(shape, tuple) else (shape,)
    if any(_is(value, kind) for kind in kinds):
        return ""
    return f"{where}: {' or '.join(str(NAMES.get(kind, kind)) for kind in kinds)} was asked for, found {str(value)[:60]!r}"


def _parts(value: Any, shape: Any, where: str) -> Iterator[tuple[Any, Any, str]]:
    """The parts of a list or mapping, each with its shape and where it stands; NOTHING for one that is missing."""
    if isinstance(shape, list):
        shapes = shape * len(value) if len(shape) == 1 else shape
        if len(shapes) != len(value):
            yield len(value), (f"a list of {len(shapes)}",), where
        yield from ((item, wanted, f"{where}[{k}]") for k, (item, wanted) in enumerate(zip(value, shapes, strict=False)))
    elif set(shape) == {str}:
        yield from ((item, shape[str], f"{where}[{str(name)[:40]!r}]") for name, item in value.items())
    else:
        for name, wanted in shape.items():
            bare = name.removesuffix("?")
            if bare in value or bare == name:
                yield value.get(bare, NOTHING), wanted, f"{where}.{bare}"


class _Nothing:
    """What is not there: of no shape at all."""

    def __str__(self) -> str:
        return "nothing"


NOTHING = _Nothing()


def _is(value: Any, kind: Any) -> bool:
    if kind == COUNT:
        return _is(value, int) and value >= 0
    return isinstance(kind, type) and isinstance(value, kind) and (kind is bool or not isinstance(value, bool))
