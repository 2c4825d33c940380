"""Expressions in the inputs x0, x1, ...: affine maps, maxima and minima, and nothing else.

Three kinds of node are enough for every continuous piecewise affine function: relu, leaky relu, absolute value and clamp are
spelled out in them (and remember how they were spelled, for torch and for the reader).

    Affine   constant + sum_i coefficient_i * argument_i      (arguments are inputs, maxima or minima: sums are merged)
    Max      max of its arguments                              Min      min of its arguments

Nodes are compared by identity: what is used twice is one node, computed once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flint import fmpq

from impl.rationals import ZERO, Vector, rational


class Unsupported(ValueError):
    """What was asked is outside the functions this core represents exactly; the text names it and says what is supported."""


@dataclass(frozen=True, eq=False, repr=False)
class Node:
    """A real-valued expression in the inputs x0, x1, ...; it adds, subtracts and scales like a number."""

    def __add__(self, other: Any) -> Node:
        return affine((1, 1), (self, other))

    __radd__ = __add__

    def __neg__(self) -> Node:
        return affine((-1,), (self,))

    def __sub__(self, other: Any) -> Node:
        return affine((1, -1), (self, other))

    def __rsub__(self, other: Any) -> Node:
        return affine((-1, 1), (self, other))

    def __mul__(self, other: Any) -> Node:
        return _product(self, other)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Node:
        if isinstance(other, Node):
            raise Unsupported(f"a quotient of two expressions was asked for: ({self}) / ({other}); allowed: division by a constant")
        return affine((1 / rational(other),), (self,))

    def __repr__(self) -> str:
        return text(self)


@dataclass(frozen=True, eq=False, repr=False)
class Input(Node):
    """The coordinate x_index."""

    index: int


@dataclass(frozen=True, eq=False, repr=False)
class Affine(Node):
    """constant + sum of coefficient * argument; no argument is itself Affine, none occurs twice, no coefficient is 0."""

    terms: tuple[tuple[Node, fmpq], ...]
    constant: fmpq


@dataclass(frozen=True)
class Spelling:
    """How an extremum was written ("relu", "clamp", ...): what torch is asked to compute, and what is printed."""

    name: str
    arguments: tuple[Node, ...]
    parameters: Vector = ()


@dataclass(frozen=True, eq=False, repr=False)
class Extremum(Node):
    """The larger or the smaller of at least two arguments: see Max and Min."""

    arguments: tuple[Node, ...]
    spelling: Spelling | None = None


class Max(Extremum):
    """The largest of its arguments."""


class Min(Extremum):
    """The smallest of its arguments."""


def variables(n: int) -> tuple[Input, ...]:
    """The n coordinates x0, ..., x(n-1) as nodes."""
    return tuple(Input(i) for i in range(n))


def constant(c: Any) -> Affine:
    """The constant function c (int, Fraction, fmpq, or float at its exact binary value)."""
    return Affine((), rational(c))


def affine(coefficients: Iterable[Any], nodes: Iterable[Any], constant: Any = 0) -> Node:
    """constant + sum of coefficients[i] * nodes[i]. Raises ValueError where the two differ in length."""
    total, terms = rational(constant), dict[Node, fmpq]()
    for coefficient, argument in zip(map(rational, coefficients), map(as_node, nodes), strict=True):
        if isinstance(argument, Affine):
            total += coefficient * argument.constant
            for atom, factor in argument.terms:
                terms[atom] = terms.get(atom, ZERO) + coefficient * factor
        else:
            terms[argument] = terms.get(argument, ZERO) + coefficient
    kept = tuple((atom, factor) for atom, factor in terms.items() if factor != 0)
    if len(kept) == 1 and total == 0 and kept[0][1] == 1:
        return kept[0][0]
    return Affine(kept, total)


def as_node(value: Any) -> Node:
    """A node as it is, a number as a constant."""
    return value if isinstance(value, Node) else constant(value)


def maximum(*arguments: Any) -> Node:
    """max of one or more nodes or numbers. Raises ValueError for none."""
    return _extremum(Max, arguments)


def minimum(*arguments: Any) -> Node:
    """min of one or more nodes or numbers. Raises ValueError for none."""
    return _extremum(Min, arguments)


def relu(a: Any) -> Node:
    """max(0, a)."""
    a = as_node(a)
    return Max((constant(0), a), Spelling("relu", (a,)))


def leaky_relu(a: Any, slope: Any) -> Node:
    """`a` where a >= 0, slope * a elsewhere: max(a, slope a) for slope <= 1, min(a, slope a) above."""
    a, slope = as_node(a), rational(slope)
    kind = Max if slope <= 1 else Min
    return kind((a, slope * a), Spelling("leaky_relu", (a,), (slope,)))


def absolute(a: Any) -> Node:
    """|a| = max(a, -a)."""
    a = as_node(a)
    return Max((a, -a), Spelling("abs", (a,)))


def clamp(a: Any, lo: Any, hi: Any) -> Node:
    """min(max(a, lo), hi) for two numbers lo, hi; where lo > hi that is hi, as in torch."""
    a, lo, hi = as_node(a), rational(lo), rational(hi)
    return Min((Max((a, constant(lo))), constant(hi)), Spelling("clamp", (a,), (lo, hi)))


def arguments(node: Node) -> tuple[Node, ...]:
    """The nodes that `node` is computed from, as max, min and affine see them."""
    if isinstance(node, Affine):
        return tuple(atom for atom, _ in node.terms)
    return node.arguments if isinstance(node, Extremum) else ()


def written(node: Node) -> tuple[Node, ...]:
    """The nodes that `node` was written with: the a of relu(a), clamp(a, lo, hi); otherwise as `arguments`."""
    return node.spelling.arguments if isinstance(node, Extremum) and node.spelling else arguments(node)


def topological(root: Node, arguments: Callable[[Node], Sequence[Node]] = arguments) -> tuple[Node, ...]:
    """Every node reached from root through `arguments`, once, arguments first; without recursion, so depth is no limit."""
    done: dict[Node, None] = {}
    stack: list[tuple[Node, bool]] = [(root, False)]
    while stack:
        node, ready = stack.pop()
        if ready:
            done[node] = None
        elif node not in done:
            stack.append((node, True))
            stack.extend((a, False) for a in reversed(arguments(node)) if a not in done)
    return tuple(done)


def text(root: Node, *, spelled: bool = False) -> str:
    """The formula of `root`: with max and min only, or (spelled) with relu, abs, leaky_relu and clamp where they were written."""

    parts = written if spelled else arguments
    order = topological(root, parts)
    uses = Counter(a for node in order for a in set(parts(node)))
    said: dict[Node, str] = {}
    named: list[str] = []
    for node in order:
        if isinstance(node, Input):
            said[node] = f"x{node.index}"
        elif isinstance(node, Affine):
            said[node] = _sum([(said[a], c) for a, c in node.terms], node.constant)
        elif isinstance(node, Extremum):
            spelling = node.spelling if spelled else None
            name = spelling.name if spelling else "max" if isinstance(node, Max) else "min"
            inside = [said[a] for a in parts(node)] + [str(p) for p in (spelling.parameters if spelling else ())]
            said[node] = f"{name}({', '.join(inside)})"
        if uses[node] > 1 and arguments(node):  # inputs and numbers need no name
            named.append(f"a{len(named)} = {said[node]}")
            said[node] = f"a{len(named) - 1}"
    return "; ".join([*named, said[root]])


def _product(a: Node, b: Any) -> Node:
    if isinstance(b, Node) and isinstance(a, Affine) and not a.terms:
        a, b = b, a
    if isinstance(b, Affine) and not b.terms:
        b = b.constant
    if isinstance(b, Node):
        raise Unsupported(f"a product of two expressions was asked for: ({a}) * ({b}); it is not piecewise affine; allowed: products with constants")
    return affine((b,), (a,))


def _extremum(kind: type[Extremum], arguments: Sequence[Any]) -> Node:
    if not arguments:
        raise ValueError(f"the {kind.__name__.lower()} of no arguments was asked for; allowed: one or more")
    nodes = tuple(map(as_node, arguments))
    return nodes[0] if len(nodes) == 1 else kind(nodes)


def _sum(terms: list[tuple[str, fmpq]], constant: fmpq) -> str:
    pieces = [(c, name if abs(c) == 1 else f"{abs(c)}*{name}") for name, c in terms]
    if constant != 0 or not pieces:
        pieces.append((constant, str(abs(constant))))
    (first, head), *rest = pieces
    return ("-" if first < 0 else "") + head + "".join((" - " if c < 0 else " + ") + piece for c, piece in rest)
