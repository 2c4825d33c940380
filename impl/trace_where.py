r"""Rules for comparisons and `where`: a selection by the sign of a traced value, where it is continuous.

A comparison gives a `Condition`, c > 0 or c >= 0. where(c > 0, u, v) is v + 1[c > 0] d with d = u - v. Suppose that d is a function D of
c alone, built like d: then 1[c > 0] D(c) = D(max(c, 0)) exactly if D(0) = 0, and then it is continuous and > or >= makes no difference.
Otherwise the function jumps where c passes 0 (if it does), and is refused. A d that depends on more than c is refused as well, though
some such functions are continuous: nothing is represented that has not been decided. A product with a comparison is a `where` too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch

from impl.expressions import Affine, Extremum, Node, Unsupported, affine, arguments, constant, relu, topological, variables
from impl.piecewise import Graph, evaluate
from impl.rationals import ZERO
from impl.trace_affine import multiply
from impl.trace_arrays import Call, Nodes, each, is_nodes, nodes

HOW = "write it with torch.relu, torch.maximum, torch.clamp or torch.nn.functional.threshold"


@dataclass(frozen=True, eq=False)
class Condition:
    """Whether `form` is positive, or (closed) not negative; a continuous selection tells the two apart at constants alone."""

    form: Node
    closed: bool


def compared(call: Call, input: Any, other: Any, *, sign: int, closed: bool = False) -> Nodes:
    """input > other, or (sign = -1) input < other; closed: with equality; constants as the two are compared, in their common dtype."""
    return each(lambda a, b: Condition(affine((sign, -sign), (a, b)), closed), _plain(nodes(input, call)), _plain(nodes(other, call)))


def negated(call: Call, input: Nodes) -> Nodes:
    """The opposite condition."""
    if not is_condition(input):
        raise Unsupported("a logical operation on numbers")
    return each(lambda c: Condition(-c.form, not c.closed), input)


def where(call: Call, condition: Any, input: Any = None, other: Any = None) -> Nodes:
    """Entries of `input` where the condition holds, of `other` elsewhere; a constant condition selects."""
    if input is None or other is None:
        raise Unsupported("the places where a condition holds, which depend on the data")
    u, v = _plain(nodes(input, call)), _plain(nodes(other, call))
    if isinstance(condition, torch.Tensor):
        return each(lambda c, a, b: a if c else b, condition.cpu().numpy().astype(object), u, v)
    if not is_condition(condition):
        raise Unsupported("a condition that is no comparison")
    return each(_selected, condition, u, v)


def masked_fill(call: Call, input: Any, mask: Any, value: Any) -> Nodes:
    """`value` where the mask holds, the input elsewhere."""
    return where(call, mask, value, input)


def product(call: Call, input: Any, other: Any) -> Nodes:
    """input * other; by a comparison: the other factor where it holds, 0 elsewhere."""
    for factor, mask in ((input, other), (other, input)):
        if is_condition(mask):
            return where(call, mask, factor, 0)
    return multiply(call, input, other)


def is_condition(value: Any) -> bool:
    """Whether a traced argument is a comparison."""
    return is_nodes(value) and value.size > 0 and isinstance(value.reshape(-1)[0], Condition)


def _plain(array: Nodes) -> Nodes:
    if is_condition(array):
        raise Unsupported("a comparison used as a number")
    return array


def _selected(condition: Condition, u: Node, v: Node) -> Node:
    c, d = condition.form, u - v
    if isinstance(c, Affine) and not c.terms:
        return u if c.constant > 0 or (condition.closed and c.constant == 0) else v
    (t,) = variables(1)
    alone = _in_terms_of(d, c, t)
    if alone is None:  # the same value may have been computed twice
        c, d = _merged(c, d)
        alone = _in_terms_of(d, c, t)
    if alone is None:
        raise Unsupported(f"a selection between values whose difference depends on more than what is compared; {HOW}")
    if evaluate(Graph(1, alone), [ZERO]) != 0:
        raise Unsupported(f"a selection that jumps where what is compared is 0 (or never is); {HOW}")
    jump = _in_terms_of(d, c, relu(c))
    assert jump is not None, "what is a function of c is one of max(c, 0) too"
    return v + jump


def _merged(*roots: Node) -> tuple[Node, ...]:
    """The roots with one node for all that say the same."""
    known: dict[tuple[Any, ...], Node] = {}
    made: dict[Node, Node] = {}
    for root in roots:
        for node in topological(root):
            if node in made:
                continue
            new = node
            if isinstance(node, Affine):
                new = affine([f for _, f in node.terms], [made[a] for a, _ in node.terms], node.constant)
            elif isinstance(node, Extremum):
                new = type(node)(tuple(made[a] for a in node.arguments))
            made[node] = known.setdefault(_said(new), new)
    return tuple(made[root] for root in roots)


def _said(node: Node) -> tuple[Any, ...]:
    if isinstance(node, Affine):
        return ("sum", str(node.constant), frozenset((id(a), str(f)) for a, f in node.terms))
    return (type(node), *map(id, arguments(node))) if isinstance(node, Extremum) else (id(node),)


def _in_terms_of(d: Node, c: Node, t: Node) -> Node | None:
    """d with t in the place of c, or None where d has inputs in another way than through c."""
    basis, shift = (dict(c.terms), c.constant) if isinstance(c, Affine) else ({c: constant(1).constant}, ZERO)

    def below(node: Node) -> Sequence[Node]:
        return () if node in basis else arguments(node)

    made: dict[Node, Node | None] = {}
    for node in topological(d, below):
        if isinstance(node, Affine):
            made[node] = _sum(dict(node.terms), node, basis, shift, made, t)
        elif node in basis:
            made[node] = _sum({node: constant(1).constant}, constant(0), basis, shift, made, t)
        elif isinstance(node, Extremum):
            parts = [made[a] for a in node.arguments]
            made[node] = None if any(part is None for part in parts) else type(node)(tuple(part for part in parts if part is not None))
        else:
            made[node] = None
    return made[d]


def _sum(terms: dict[Node, Any], node: Node, basis: dict[Node, Any], shift: Any, made: dict[Node, Node | None], t: Node) -> Node | None:
    first = next(iter(basis))
    factor = terms.get(first, ZERO) / basis[first]
    if any(terms.get(a, ZERO) != factor * b for a, b in basis.items()):
        return None
    others = {a: b for a, b in terms.items() if a not in basis}
    if any(made[a] is None for a in others):
        return None
    return affine([factor, *others.values()], [t - shift, *(made[a] for a in others)], node.constant if isinstance(node, Affine) else 0)
