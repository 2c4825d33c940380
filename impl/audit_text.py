"""A report of an audit for people: what is exact, what torch returned, and the verdict, on one screen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from flint import fmpq
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from impl.audit_report import Facts, Reading, Report, root
from impl.audit_verdict import CONSERVATIVE, GRADIENT, INSIDE, MISSES, NAN, OUTSIDE, Judgement
from impl.rationals import dot
from impl.rationals import vector as rationals

COLOURS = {GRADIENT: "green", INSIDE: "green", CONSERVATIVE: "bold red", OUTSIDE: "bold red", NAN: "bold red"}
SHOWN = 6


def show(report: Report, console: Console) -> None:
    """Print the report."""
    console.print(f"[bold]{escape(report.name)}[/] at {escape(vector(report.point))}", highlight=False)
    known: dict[int, Facts] = {}
    for r in report.readings:
        if r.facts is not None and id(r.facts) not in known:
            known[id(r.facts)] = r.facts
            formats = " and ".join(other.format for other in report.readings if other.facts is r.facts)
            _facts(r.facts, formats if any(o.facts is not r.facts for o in report.readings) else "", console)
    table = Table("format", "f(x)", "autograd returned", "verdict", box=None, pad_edge=False, header_style="dim")
    for r in report.readings:
        returned = "–" if r.returned is None else vector(r.returned)
        value = "–" if r.value is None else number(r.value)
        table.add_row(r.format, value, escape(returned), f"[{COLOURS.get(r.verdict, 'yellow')}]{r.verdict}[/]")
    console.print(table)
    reasons: dict[str, list[str]] = {}
    for r in report.readings:
        for line in (because(r), *_warnings(r)):
            reasons.setdefault(line, []).append(r.format)
    for line, where in reasons.items():
        console.print(escape(f"{' and '.join(where)}: {line}" if line else ""), highlight=False, end="\n" if line else "")


def _facts(facts: Facts, formats: str, console: Console) -> None:
    head = f"exact ({formats})" if formats else "exact"
    gradients = "1 limiting gradient" if len(facts.limiting) == 1 else f"{len(facts.limiting)} limiting gradients"
    if len(facts.vertices) == 1:
        clarke = f"the Clarke differential is the gradient {vector(facts.vertices[0])}"
    else:
        gradients += "" if facts.limiting == facts.vertices else f" {listed(facts.limiting)}"
        clarke = f"the Clarke differential is the hull of {listed(facts.vertices)}"
    console.print(escape(f"{head}: f(x) = {number(facts.value)}; {gradients}; {clarke}"), highlight=False)
    if facts.ties:
        console.print(escape(f"ties at the point ({len(facts.ties)}): {some(facts.ties)}"), highlight=False)
    if facts.nearest is not None:
        near = some(f"{text} at {root(squared):.3g}" for squared, text in facts.nearest[:3])
        console.print(escape(f"nearest ties, by distance: {near}" if facts.nearest else "no ties anywhere: f is affine"), highlight=False)


def because(r: Reading) -> str:
    """The reason for the verdict, in a line; empty where the verdict says all."""
    if r.judgement is None:
        return r.note
    if r.judgement.direction is not None:
        d = r.judgement.direction
        low = max(dot(d, p) for p in r.judgement.vertices)
        high = dot(d, rationals(r.returned or ()))
        said = f"<d, returned> = {number(high)} and <d, s> <= {number(low)} for all s in the Clarke differential"
        return f"outside in the direction d = {vector(d)}: {said}"
    but = f"but for rounding ({root(r.judgement.squared):.1g} away)" if r.judgement.rounded else ""
    if r.verdict == GRADIENT:
        return but
    parts = _parts(r.judgement.weights, r.judgement.vertices)
    return f"{'a vertex' if len(parts) == 1 else _sum(parts)} {but}".strip()


def conservative(found: Judgement) -> str:
    """What is known of the chain-rule set for a vector outside the Clarke set."""
    if found.selections is None:
        return "too many selections: whether it is in the chain-rule set of the program is not decided"
    if found.by_selections is None:
        return f"not in the chain-rule set of the program either, the hull of {listed(found.selections)}: no selection at the ties explains it"
    return f"in the chain-rule set of the program, a conservative field of f: {_sum(_parts(found.by_selections, found.selections))}"


def _parts(weights: Any, points: Any) -> list[tuple[fmpq, Any]]:
    return [(w, p) for w, p in zip(weights or (), points, strict=True) if w]


def _sum(parts: list[tuple[fmpq, Any]]) -> str:
    shown = [f"{number(w)}·{vector(p)}" for w, p in parts[:SHOWN]]
    return " + ".join(shown) + (f" + {len(parts) - SHOWN} more" if len(parts) > SHOWN else "")


def _warnings(r: Reading) -> Iterable[str]:
    if r.verdict in MISSES and r.judgement is not None:
        yield conservative(r.judgement)
    if r.moved:
        yield f"holds another point, {vector(r.point)}, and is judged there"
    if r.only_here:
        yield f"sees ties that the point asked for does not have: {some(r.only_here)}"
    if r.missed:
        yield f"misses exact ties through rounding: {some(r.missed)}"


def number(a: Any) -> str:
    """A short text of a number: exact, or with nine digits and a sign; of floats the shortest that their format tells apart."""
    if isinstance(a, float):
        with np.errstate(over="ignore"):
            shortest = str(np.float32(a)) if float(np.float32(a)) == a else repr(a)
        return shortest.removesuffix(".0")
    exact = str(a)
    return exact if len(exact) <= 12 else f"≈{int(a.p) / int(a.q):.9g}"


def vector(v: Iterable[Any]) -> str:
    """(a, b, c, ... n in all)."""
    entries = list(v)
    text = ", ".join(map(number, entries[:SHOWN]))
    return f"({text}, ... {len(entries)} in all)" if len(entries) > SHOWN else f"({text})"


def listed(vectors: Iterable[Iterable[Any]]) -> str:
    """Some vectors, one after another."""
    return some(map(vector, vectors))


def some(texts: Iterable[str]) -> str:
    """Some texts and how many more there are."""
    found = list(texts)
    return ", ".join(found[:SHOWN]) + (f" and {len(found) - SHOWN} more" if len(found) > SHOWN else "")
