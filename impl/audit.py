"""Is autograd right here? What torch returns for a function at a point, beside its exact Clarke differential there.

    python -m impl.audit module:function --at 0,0        (or --at point.pt; --json)

For each format the function is taken as that format computes it: with its constants, at the point that it holds (0.1 is another number
in float32), and a torch module converted to it. There autograd runs, the limiting gradients are found exactly (`impl.limiting`), and the
verdict is exact: *gradient* (the Clarke differential is one point, and this is it), *in the Clarke set* (with convex weights),
*outside* (with a separating direction) or *nan*. Where f is not piecewise affine only *nan* can be said; all else is refused by name.
Whether an element outside belongs to a conservative field of the program is not decided: a program has many, and f alone does not say.

Exit code: 1 where a format returned an element outside · 2 where the audit cannot be made · 0 otherwise.
"""

from __future__ import annotations

import argparse
import copy
import json
import math
import sys
from collections.abc import Callable, Sequence
from typing import Any

import torch
from rich.console import Console

from impl import audit_target
from impl.audit_kinks import exact_ties, nearest, seen
from impl.audit_report import Facts, Reading, Report, plain
from impl.audit_target import CannotAudit
from impl.audit_text import show
from impl.audit_verdict import NAN, UNKNOWN, judge, path_moduli
from impl.autograd import differentiate
from impl.cells import TooManyCells
from impl.expressions import Affine, Node, text
from impl.limiting import limiting_gradients
from impl.piecewise import Graph, evaluate
from impl.polytope import Polytope
from impl.rationals import Vector, vector
from impl.trace import Unsupported, trace

__all__ = ["CannotAudit", "Report", "audit", "main"]

FORMATS = ("float64", "float32")
NOT_RUN = "not run"
READABLE = 400  # nodes; formulas of larger graphs are not printed


def audit(f: Callable[[torch.Tensor], torch.Tensor], x: Any, *, name: str = "", max_cells: int = 10_000) -> Report:
    """What autograd returns for f at x in float64 and float32, judged by the exact Clarke differential.

    f: a function of one tensor with one value, or a torch module; x: a tensor of any shape, or a sequence of numbers, shape (n,).
    Raises `CannotAudit` where no verdict is possible in any format: f raises an error, is not representable (naming the operation),
    or more than max_cells cones meet at x.
    """
    audit_target.small_enough(f)
    point = audit_target.tensor(x)
    known: dict[Any, Facts] = {}
    readings = tuple(_reading(f, point, format, max_cells, known) for format in FORMATS)
    if all(r.verdict in (UNKNOWN, NOT_RUN) for r in readings):
        raise CannotAudit(f"{name or _name(f)} at {point.tolist()} was to be audited: {' | '.join(dict.fromkeys(r.note for r in readings))}")
    return Report(name or _name(f), tuple(point.reshape(-1).tolist()), readings)


def _name(f: Any) -> str:
    return getattr(f, "__name__", type(f).__name__)


def _reading(f: Any, point: torch.Tensor, format: str, max_cells: int, known: dict[Any, Facts]) -> Reading:
    dtype = getattr(torch, format)
    leaf = point.to(dtype).reshape(-1)
    if not bool(torch.isfinite(leaf).all()):
        return Reading(format, (), True, NOT_RUN, note=f"the point overflows in {format}")
    here, moved = vector(leaf), not torch.equal(leaf.to(torch.float64), point.reshape(-1))
    if isinstance(f, torch.nn.Module):
        f = copy.deepcopy(f).to(dtype)

    def g(t: torch.Tensor) -> torch.Tensor:
        return f(t.reshape(point.shape)) if point.dim() != 1 else f(t)

    try:
        value, returned = _autograd(g, leaf)
    except Exception as reason:  # whatever the user's own function does
        note = f"with a {format} tensor of shape {tuple(point.shape)} the function raises {type(reason).__name__}: {reason}"
        return Reading(format, here, moved, NOT_RUN, note=note + "; correct the shape of --at or the function")
    try:
        graph = trace(g, leaf)
        facts = _facts(graph, here, max_cells, known)
    except (Unsupported, TooManyCells) as reason:
        if _finite(returned):
            return Reading(format, here, moved, UNKNOWN, value, returned, note=str(reason))
        short = str(reason).partition("; supported")[0]
        return Reading(format, here, moved, NAN, value, returned, note=f"not finite; the exact set is not known: {short}")
    only, lost = seen(graph, leaf, format)
    if moved:
        asked = exact_ties(graph, vector(point.reshape(-1)))
        only += tuple(a for a in exact_ties(graph, here) if a not in asked and a not in only)
    only_here, missed = (tuple(_named(graph, a) for a in found) for found in (only, lost))
    if not _finite(returned):
        return Reading(format, here, moved, NAN, value, returned, facts, None, only_here, missed, "not finite: no element of any Clarke set")
    roundings = _roundings(graph)
    found = judge(list(returned), Polytope(facts.vertices), path_moduli(graph, roundings), roundings, format)
    return Reading(format, here, moved, found.verdict, value, returned, facts, found, only_here, missed)


def _autograd(g: Callable[[torch.Tensor], torch.Tensor], leaf: torch.Tensor) -> tuple[float, tuple[float, ...]]:
    x = leaf.clone().requires_grad_()
    with torch.enable_grad():
        output = g(x)
    if not isinstance(output, torch.Tensor) or output.numel() != 1:
        found = f"shape {tuple(output.shape)}" if isinstance(output, torch.Tensor) else type(output).__name__
        raise ValueError(f"one value was asked for, found {found}; allowed: a tensor of shape () or (1,); pick an entry")
    return output.item(), tuple(differentiate(output, [x])[0].tolist())


def _finite(values: Sequence[float]) -> bool:
    return all(map(math.isfinite, values))


def _facts(graph: Graph, x: Vector, max_cells: int, known: dict[Any, Facts]) -> Facts:
    key = (repr(graph), x)
    if key not in known:
        limiting = limiting_gradients(graph, x, max_cells=max_cells)
        near = nearest(graph, x)
        known[key] = Facts(
            evaluate(graph, x),
            limiting,
            Polytope.hull(limiting).vertices,
            tuple(_named(graph, a) for a in exact_ties(graph, x)),
            None if near is None else tuple((at.squared, _named(graph, at.node)) for at in near[:6]),
        )
    return known[key]


def _named(graph: Graph, node: Node) -> str:
    """The formula of a node, or its number where that would be long."""
    if len(graph.order) <= READABLE and len(said := text(node, spelled=True)) <= 60:
        return said
    return f"{type(node).__name__.lower()} (node {graph.order.index(node)} of {len(graph.order)})"


def _roundings(graph: Graph) -> int:
    """The largest number of roundings along a path: a term of a sum costs a product and an addition, forwards or backwards."""
    depth: dict[Node, int] = {}
    for node in graph.order:
        below = [depth[a] for a in (dict(node.terms) if isinstance(node, Affine) else getattr(node, "arguments", ()))]
        depth[node] = max(below, default=0) + (2 * len(node.terms) + 1 if isinstance(node, Affine) else len(below))
    return 1 + max(depth.values())


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    for i, word in enumerate(given[:-1]):
        if word == "--at":  # a point may begin with a minus sign, which is no option
            given[i : i + 2] = [f"--at={given[i + 1]}"]
            break
    parser = argparse.ArgumentParser(prog="python -m impl.audit", description="Is what autograd returns at a point in the Clarke differential?")
    parser.add_argument("function", help="module:function, a function of one tensor with one value, or a torch module")
    parser.add_argument("--at", required=True, help="the point: numbers and commas (0,-0.5), or a file.pt with one tensor")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--max-cells", type=int, default=10_000, help="how many cones may meet at the point (10000)")
    options = parser.parse_args(given)
    try:
        found = audit(audit_target.function(options.function), audit_target.point(options.at), name=options.function, max_cells=options.max_cells)
    except CannotAudit as reason:
        print(f"cannot audit: {reason}", file=sys.stderr)
        return 2
    if options.json:
        print(json.dumps(plain(found), indent=2, allow_nan=False))
    else:
        show(found, Console())
    return 1 if found.outside else 0


if __name__ == "__main__":
    sys.exit(main())
