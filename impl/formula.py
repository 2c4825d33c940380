"""From the text of a formula back to the expression: "max(0, x0) - 1/2*max(0, -x0)".

A part that is used several times gets a name first: "a0 = max(0, x0 + x1); a0 - max(a0, 1)". The text is Python's own
grammar, restricted to numbers, x0, x1, ..., names given before, + - * /, max, min, relu, abs, leaky_relu and clamp.
"""

from __future__ import annotations

import ast
from typing import Any

from flint import fmpq

from impl.expressions import Affine, Node, absolute, affine, clamp, constant, leaky_relu, maximum, minimum, relu, variables

_CALLS: dict[str, Any] = {"max": maximum, "min": minimum, "relu": relu, "abs": absolute, "leaky_relu": leaky_relu, "clamp": clamp}


def expression(formula: str, n: int) -> Node:
    """The node over n inputs that `formula` says. Raises ValueError, naming the part, for anything outside the grammar above."""
    names: dict[str, Node] = {f"x{i}": v for i, v in enumerate(variables(n))}

    def build(part: ast.expr) -> Any:
        match part:
            case ast.Constant(value=int() | float() as value):
                return constant(value)
            case ast.Name(id=name) if name in names:
                return names[name]
            case ast.UnaryOp(op=ast.USub(), operand=a):
                return -build(a)
            case ast.BinOp(op=ast.Add() | ast.Sub()):
                signs, terms = [], []
                while isinstance(part, ast.BinOp) and isinstance(part.op, (ast.Add, ast.Sub)):  # a long sum leans to the left: no recursion along it
                    signs.append(1 if isinstance(part.op, ast.Add) else -1)
                    terms.append(part.right)
                    part = part.left
                return affine([1, *reversed(signs)], [build(part), *map(build, reversed(terms))])
            case ast.BinOp(left=a, op=ast.Mult(), right=b):
                return build(a) * build(b)
            case ast.BinOp(left=a, op=ast.Div(), right=b):
                return build(a) / number(b)
            case ast.Call(func=ast.Name(id="leaky_relu" | "clamp" as name), args=[a, *rest], keywords=[]):
                return _CALLS[name](build(a), *map(number, rest))
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in _CALLS:
                return _CALLS[name](*map(build, args))
        raise ValueError(f"{ast.unparse(part)!r} was found in {formula!r}; allowed: numbers, {', '.join(names)}, + - * / and {', '.join(_CALLS)}")

    def number(part: ast.expr) -> fmpq:
        found = build(part)
        if not isinstance(found, Affine) or found.terms:
            raise ValueError(f"a number was asked for in {formula!r}, found {ast.unparse(part)!r}")
        return found.constant

    *assignments, last = ast.parse(formula.replace(";", "\n").replace("\n ", "\n")).body
    for line in assignments:
        match line:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name not in names:
                names[name] = build(value)
            case _:
                raise ValueError(f"{ast.unparse(line)!r} was found in {formula!r}; allowed before the last ';': new names, as in a0 = max(0, x0)")
    if not isinstance(last, ast.Expr):
        raise ValueError(f"{ast.unparse(last)!r} was found at the end of {formula!r}; allowed: an expression")
    return build(last.value)
