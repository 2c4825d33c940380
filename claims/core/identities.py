"""Obligations that are polynomial identities: SymPy expands them, and python-flint's own polynomials beside it.

The body `body(r, *, parts)` of an identity says over the symbols `r` which sides are equal: it returns a list of
(name, left, right). With the slopes of the activations symbols, too, one identity speaks for every activation pattern, every
slope at 0 and every positively homogeneous activation at once. Nothing is assumed, so no hypothesis can be contradictory.
A refuted mutant comes with an integer point at which the sides differ, run again in rationals and in torch.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from flint import fmpq

from claims.core.numbers import Model, NotReplayable, Rationals, Tensors
from claims.core.obligation import Answer, Export, Neighbour, Obligation, obligation_of
from claims.core.symbols import Polynomials, Symbols

Body = Callable[..., Sequence[tuple[str, Any, Any]]]
SHOWN = 4  # how many failing sides a note names
TRIES = 200  # integer points tried before a nonzero polynomial is called elusive; a random one of them misses with probability < degree / 7
NOTHING = "nothing is assumed: every symbol is free"


def identity(name: str, *, size: str, mutants: Sequence[Neighbour], cost: int = 1) -> Callable[[Body], Obligation]:
    """The decorator of an identity. The docstring of the body is the statement, its keyword-only parameters the parts."""

    def declare(body: Body) -> Obligation:
        title = f"{name}\n{inspect.cleandoc(body.__doc__ or '')}\nSize: {size}"
        return obligation_of(body, lambda parts: answer(body, parts, title), name, size=size, mutants=mutants, cost=cost)

    return declare


def answer(body: Body, parts: Mapping[str, Any], title: str) -> Answer:
    """What SymPy says of the identity, and python-flint beside it. Raises ImportError where SymPy is missing."""
    import flint
    import sympy

    symbols = Symbols()
    sides = [(label, left, right, sympy.expand(left - right)) for label, left, right in body(symbols, **parts)]
    if not sides:
        return Answer("error", note="the body states no identity")
    polynomials = Polynomials(tuple(symbols.variables))
    second = [(left - right).vanishes for _, left, right in body(polynomials, **parts)]
    first = [difference == 0 for *_, difference in sides]
    found = Answer(
        "proved" if all(first) else "refuted",
        solver="SymPy",
        version=sympy.__version__,
        steps=sum(len(sympy.Add.make_args(sympy.expand(left))) for _, left, _, _ in sides),
        hypotheses=NOTHING,
        second={"solver": "python-flint", "version": flint.__version__, "verdict": "proved" if all(second) else "refuted", "note": ""},
        export=Export("py", standalone(title, symbols, sides)),
    )
    if first != second:
        return replace(found, verdict="error", note=f"SymPy and python-flint disagree: {first} and {second}")
    return found if all(first) else _refuted(body, parts, symbols, [s for s, holds in zip(sides, first, strict=True) if not holds], found)


def _refuted(body: Body, parts: Mapping[str, Any], symbols: Symbols, failing: Sequence[tuple[str, Any, Any, Any]], found: Answer) -> Answer:
    """With an integer point at which the first failing sides differ, run again outside of the computer algebra."""
    label, _, _, difference = failing[0]
    model = _differing(symbols, difference)
    names = ", ".join(label for label, *_ in failing[:SHOWN])
    if model is None:
        return replace(found, verdict="inconclusive", note=f"{names}: the sides differ, but no integer point that shows it was found")
    said = {}
    for kind, where in ((Rationals, "rationals"), (Tensors, "torch (cpu float64)")):
        try:
            left, right = next((a, b) for name, a, b in body(kind(model), **parts) if name == label)
        except NotReplayable as error:
            if kind is Rationals:
                raise
            said[f"not in {where}: {error}"] = True
            continue
        said[f"{label}: {_number(left)} against {_number(right)} in {where}"] = bool(left != right)
    text = ", ".join(f"{name} = {value}" for name, value in model.items())
    if not all(said.values()):
        return replace(found, verdict="error", model=text, note=f"the point does not show a difference outside of the computer algebra: {said}")
    return replace(found, model=text, replayed="; ".join(said))


def _number(value: Any) -> str:
    return str(value.item() if hasattr(value, "item") else value)


def _differing(symbols: Symbols, difference: Any) -> Model | None:
    """A point in small integers at which the polynomial is not 0, with as many zeros as can be had one by one."""
    names = list(symbols.variables)
    for attempt in range(TRIES):
        point = {name: (7 * k + 3 * attempt + k * k * (attempt + 1)) % 7 - 3 for k, name in enumerate(names)}
        if _value(symbols, difference, point):
            break
    else:
        return None
    for name in names:
        for simpler in (0, 1):
            changed = point | {name: simpler}
            if _value(symbols, difference, changed):
                point = changed
                break
    return {name: fmpq(value) for name, value in point.items()}


def _value(symbols: Symbols, difference: Any, point: Mapping[str, int]) -> Any:
    return difference.xreplace({symbols.variables[name]: symbols.sympy.Integer(value) for name, value in point.items()})


def standalone(title: str, symbols: Symbols, sides: Sequence[tuple[str, Any, Any, Any]]) -> str:
    """The identities as a Python file that needs SymPy alone."""
    lines = [*(f"# {line}" for line in title.splitlines()), "from sympy import expand, symbols", ""]
    names = list(symbols.variables)
    lines += [f"{', '.join(names)}{',' if len(names) == 1 else ''} = symbols({' '.join(names)!r}, seq=True)", "", "IDENTITIES = ["]
    lines += [f"    ({label!r},\n     {left},\n     {right})," for label, left, right, _ in sides]
    lines += ["]", "for name, left, right in IDENTITIES:", "    print(name, 'holds' if expand(left - (right)) == 0 else 'FAILS')", ""]
    return "\n".join(lines)
