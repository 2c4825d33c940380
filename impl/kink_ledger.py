"""The kink ledger: what autograd returns for torch's operations where they tie, judged by the exact Clarke differential.

    python -m impl.kink_ledger --out FILE.jsonl        (--device cpu|cuda|auto)
    python -m impl.kink_ledger --compare OLD NEW       what changed between two ledgers, say of two versions of torch

One JSON line a case, device and format (schema "clarke-kinks/1"), after a header with the versions. Nothing is pinned: a value that
torch changes is no error, what counts is whether it is an element. The exact set comes from the definition of the case
(`impl.kink_case`), not from torch and not from a trace. *Conservative only* asks the chain-rule set of the program as traced where
`impl.trace` can, else of the definition; either is a conservative field of the function (`impl.chain_rule`).

Exit codes: 0 written, or no verdict worse than before · 1 a comparison found a verdict that is worse · 2 the command line or a file cannot be used.
"""

from __future__ import annotations

import argparse
import json
import math
import platform
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import torch

from impl import kink_cases_losses, kink_cases_order, kink_cases_programs, kink_cases_units
from impl.audit_facts import roundings_of
from impl.audit_verdict import NAN, OUTSIDE, Judgement, beyond, judge, path_moduli
from impl.autograd import backpropagated
from impl.chain_rule import chain_rule_gradients
from impl.kink_case import Case
from impl.kink_compare import LedgerError, compare, read, show
from impl.limiting import limiting_gradients
from impl.piecewise import Graph, parse
from impl.place import Place
from impl.polytope import Polytope
from impl.rationals import Matrix, Vector, rational
from impl.trace import Unsupported, trace

SCHEMA = "clarke-kinks/1"
CASES: tuple[Case, ...] = (*kink_cases_units.CASES, *kink_cases_order.CASES, *kink_cases_losses.CASES, *kink_cases_programs.CASES)
FORMATS = ("float64", "float32")
NOT_RUN = "not run"


def function(case: Case) -> Callable[[torch.Tensor], torch.Tensor]:
    """The program of a case as a function of one tensor, shape (n,)."""
    return eval(f"lambda x: {case.program}", {"torch": torch, "F": torch.nn.functional, "inf": math.inf})


def definition(case: Case) -> Graph:
    """The definition of a case as a graph of n inputs."""
    return parse(case.definition, len(case.point))


def examine(case: Case, place: Place) -> dict[str, Any]:
    """One row: what autograd returns for the program at the point and place, beside the exact set of the definition."""
    graph, x = definition(case), tuple(map(rational, case.point))
    limiting = limiting_gradients(graph, x)
    clarke = Polytope.hull(limiting)
    row: dict[str, Any] = {
        "operation": case.operation,
        "situation": case.situation,
        "program": case.program,
        "point": _texts(x),
        "definition": case.definition,
        "germ": case.germ,
        "device": place.device,
        "format": place.format,
        "limiting_gradients": [_texts(g) for g in limiting],
        "clarke_vertices": [_texts(g) for g in clarke.vertices],
    }
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # operations in beta say so
            returned = backpropagated(function(case), case.point, place).tolist()
    except Exception as reason:  # an operation that this torch or this device does not have
        return row | {"returned": None, "verdict": NOT_RUN, "note": f"{type(reason).__name__}: {reason}".partition("\n")[0][:300]}
    row["returned"] = [a if math.isfinite(a) else str(a) for a in returned]
    if not all(map(math.isfinite, returned)):
        return row | {"verdict": NAN}
    return row | _judged(_judge(case, graph, x, returned, clarke, place))


def _judge(case: Case, graph: Graph, x: Vector, returned: list[float], clarke: Polytope, place: Place) -> Judgement:
    roundings = 2 * roundings_of(graph) + 4  # the program may round where its definition does not
    scales = path_moduli(graph, roundings)
    found = judge(returned, clarke.vertices, scales, roundings, place.format)
    if found.verdict == OUTSIDE:
        found = beyond(found, returned, _selections(case, graph, x), scales, roundings, place.format)
    return found


def _selections(case: Case, graph: Graph, x: Vector) -> Matrix | None:
    try:
        program = trace(function(case), len(x))
    except (Unsupported, TypeError):
        program = graph
    return chain_rule_gradients(program, x)


def _judged(found: Judgement) -> dict[str, Any]:
    return {
        "verdict": found.verdict,
        "but_for_rounding": found.rounded,
        "weights": None if found.weights is None else _texts(found.weights),
        "direction": None if found.direction is None else _texts(found.direction),
        "chain_rule": None if found.selections is None else [_texts(g) for g in found.selections],
    }


def _texts(v: Vector) -> list[str]:
    return [str(a) for a in v]


def devices(asked: str) -> tuple[str, ...]:
    """The devices that "cpu", "cuda" or "auto" (the CPU, and the GPU where there is one) means. Raises LedgerError for others."""
    there = torch.cuda.is_available()
    if asked not in ("cpu", "cuda", "auto") or (asked == "cuda" and not there):
        raise LedgerError(f"the device {asked!r} was asked for; allowed: {'cpu, cuda, auto' if there else 'cpu, auto: this torch finds no GPU'}")
    return ("cpu", "cuda") if asked == "auto" and there else ("cpu",) if asked == "auto" else (asked,)


def header(where: Sequence[str]) -> dict[str, Any]:
    """The first line of a ledger."""
    named = {d: torch.cuda.get_device_name() if d == "cuda" else platform.machine() for d in where}
    return {"schema": SCHEMA, "torch": torch.__version__, "python": platform.python_version(), "devices": named, "cases": len(CASES)}


def ledger(where: Sequence[str], cases: Sequence[Case] = CASES) -> Iterator[dict[str, Any]]:
    """All rows: cases, in order, on each device in each format."""
    for case in cases:
        for device in where:
            for format in FORMATS:
                yield examine(case, Place(device, format))


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m impl.kink_ledger", description="What autograd returns at kinks, judged.", allow_abbrev=False)
    task = parser.add_mutually_exclusive_group(required=True)
    task.add_argument("--out", type=Path, metavar="FILE", help="write the ledger of this torch, one JSON line a row")
    task.add_argument("--compare", type=Path, nargs=2, metavar=("OLD", "NEW"), help="what changed between two ledgers")
    parser.add_argument("--device", default="auto", help="cpu, cuda or auto")
    options = parser.parse_args(arguments)
    try:
        if options.compare:
            changes = compare(*map(read, options.compare))
            show(changes)
            return 1 if changes.worse else 0
        where = devices(options.device)
        options.out.parent.mkdir(parents=True, exist_ok=True)
        with options.out.open("w", encoding="utf-8") as file:
            for row in (header(where), *ledger(where)):
                file.write(json.dumps(row, ensure_ascii=False, allow_nan=False) + "\n")
    except (LedgerError, OSError) as reason:
        print(reason, file=sys.stderr)
        return 2
    print(f"{options.out}: {len(CASES)} cases on {', '.join(where)} in {', '.join(FORMATS)}, torch {torch.__version__}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
