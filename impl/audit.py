"""Is autograd right here? What torch returns for a function at a point, beside its exact Clarke differential there.

    python -m impl.audit module:function --at 0,0        (or --at point.pt; --json; --steps N)

For each format the function is taken as that format computes it: with its constants, at the point that it holds (0.1 is another number
in float32), and a torch module converted to it. There autograd runs, the limiting gradients are found exactly (`impl.limiting`), and the
verdict is exact: *gradient* (the Clarke differential is one point, and this is it), *in the Clarke set* (with convex weights),
*conservative only* (outside, but an element of the chain-rule set of the program: `impl.chain_rule`), *outside* (of both) or *nan*; what is
outside the Clarke set comes with a separating direction. Where f is not piecewise affine only *nan* can be said; all else is refused by name.

Exit code: 1 where a format returned an element outside the Clarke set, conservative or not · 2 where the audit cannot be made · 0 otherwise.
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
from impl.audit_facts import Most, facts_of, named, roundings_of
from impl.audit_kinks import exact_ties, seen
from impl.audit_report import Reading, Report, plain
from impl.audit_target import CannotAudit
from impl.audit_text import show
from impl.audit_verdict import NAN, OUTSIDE, UNKNOWN, beyond, judge, path_moduli
from impl.autograd import differentiate
from impl.cells import TooManyCells
from impl.chain_rule import chain_rule_gradients
from impl.rationals import vector
from impl.steps import MOST, TooManySteps
from impl.trace import Unsupported, trace

__all__ = ["CannotAudit", "Report", "audit", "main"]

FORMATS = ("float64", "float32")
NOT_RUN = "not run"


def audit(f: Callable[[torch.Tensor], torch.Tensor], x: Any, *, name: str = "", max_cells: int = 10_000, max_steps: int = MOST) -> Report:
    """What autograd returns for f at x in float64 and float32, judged by the exact Clarke differential.

    f: a function of one tensor with one value, or a torch module; x: a tensor of any shape, or a sequence of numbers, shape (n,).
    Raises `CannotAudit` where no verdict is possible in any format: f raises an error, is not representable (naming the operation),
    more than max_cells cones meet at x, or the exact set takes more than max_steps steps (`impl.steps`). A model that is too large is
    refused before anything is traced, with its size.
    """
    point = audit_target.tensor(x)
    audit_target.small_enough(f, point)
    most = Most(max_cells, max_steps)
    known: dict[Any, Any] = {}  # facts, or why there are none, by graph and point
    readings = tuple(_reading(f, point, format, most, known) for format in FORMATS)
    if all(r.verdict in (UNKNOWN, NOT_RUN) for r in readings):
        raise CannotAudit(
            f"{name or _name(f)} at {audit_target.briefly(point)} was to be audited: {' | '.join(dict.fromkeys(r.note for r in readings))}"
        )
    return Report(name or _name(f), tuple(point.reshape(-1).tolist()), readings)


def _name(f: Any) -> str:
    return getattr(f, "__name__", type(f).__name__)


def _reading(f: Any, point: torch.Tensor, format: str, most: Most, known: dict[Any, Any]) -> Reading:
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
        facts = facts_of(graph, here, most, known)
    except (Unsupported, TooManyCells, TooManySteps) as reason:
        if _finite(returned):
            return Reading(format, here, moved, UNKNOWN, value, returned, note=str(reason))
        short = str(reason).partition("; supported")[0]
        return Reading(format, here, moved, NAN, value, returned, note=f"not finite; the exact set is not known: {short}")
    only, lost = seen(graph, leaf, format)
    if moved:
        asked = exact_ties(graph, vector(point.reshape(-1)))
        only += tuple(a for a in exact_ties(graph, here) if a not in asked and a not in only)
    only_here, missed = (tuple(named(graph, a) for a in found) for found in (only, lost))
    if not _finite(returned):
        return Reading(format, here, moved, NAN, value, returned, facts, None, only_here, missed, "not finite: no element of any Clarke set")
    roundings = roundings_of(graph)
    scales, given = path_moduli(graph, roundings), list(returned)
    found = judge(given, facts.vertices, scales, roundings, format)
    if found.verdict == OUTSIDE:
        found = beyond(found, given, chain_rule_gradients(graph, here), scales, roundings, format)
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
    parser.add_argument("--steps", type=int, default=MOST, help=f"how many steps the exact set may take, the same on every machine ({MOST})")
    options = parser.parse_args(given)
    try:
        f, x = audit_target.function(options.function), audit_target.point(options.at)
        found = audit(f, x, name=options.function, max_cells=options.max_cells, max_steps=options.steps)
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
