"""Rates as obligations: exact certificates that no function does worse, exact runs that attain the bound, and PEPit beside them.

A certificate (impl.performance) proves the bound for all functions of the class, in every dimension, at one number of steps and
one step size; it is verified on `fractions`. A run of the method on one function, in rationals and in torch, shows that the
bound is attained, or refutes a smaller one. PEPit finds the same worst case by a semidefinite program in floats: it is told
beside the exact answer, with its primal and dual values and residuals, and does not decide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from flint import fmpq

from claims.core.obligation import Answer, Export
from claims.instances.rates import Run, by_torch, in_rationals
from impl.performance import Certificate, verify
from impl.place import Place

FLOAT64 = Place("cpu", "float64")
CLOSE = Fraction(1, 2**20)  # how far from the closed form PEPit's values may be, as a share of it; its solvers stop at about 2^-26


class Case(NamedTuple):
    """T steps of one length (in units of R/G, resp. 1/beta)."""

    T: int
    step: Fraction


class Program(NamedTuple):
    """What PEPit found: a value that some function reaches (primal), one that none exceeds (dual), by how far both are feasible."""

    primal: float
    dual: float
    residual: float  # the largest violation: how negative the least eigenvalue of the Gram matrix or of the dual slack is


class Rate(NamedTuple):
    """A rate to decide: at every case the worst value is `bound(case)`."""

    cases: Sequence[Case]
    bound: Callable[[Case], Fraction]
    certificate: Callable[[Case, Fraction], Certificate]
    runs: Callable[[Case], Iterator[tuple[Any, Run, Callable[[Run, list[Any]], fmpq]]]]  # instances, their runs, the gap that is bounded
    program: Callable[[Case], Program]
    watched: Sequence[Case]  # the cases that PEPit is asked, too
    attained: Callable[[Case], bool]  # where some run must attain the bound
    unit: Callable[[Run], fmpq]  # what a gap of a run is divided by: beta R^2, or G R


def decide(rate: Rate, title: str) -> Answer:
    """Proved where every certificate is verified, what must be attained is, and PEPit agrees; refuted by a run. Raises ImportError without PEPit."""
    from importlib.metadata import version

    reached, failing = [], []
    for case in rate.cases:
        why = verify(rate.certificate(case, rate.bound(case)))
        runs = _reached(rate, case)
        beyond = [r for r in runs if r[0] > rate.bound(case)]
        if beyond:
            return _refuted(rate, case, beyond[0], version("PEPit"))
        failing += [f"T = {case.T}, step {case.step}: {why}"] if why else []
        reached += [(case, r) for r in runs if r[0] == rate.bound(case)]
    missed = [case for case in rate.cases if rate.attained(case) and case not in {c for c, _ in reached}]
    programs = [(case, rate.program(case)) for case in rate.watched]
    apart = [case for case, p in programs if not _agrees(p, rate.bound(case))]
    note = "; ".join([*failing, *(f"not attained: T = {c.T}, step {c.step}" for c in missed)])
    agreed = "; ".join(f"T = {c.T}, step {c.step}: primal {p.primal:.9f}, dual {p.dual:.9f}, residual {p.residual:.1g}" for c, p in programs)
    return Answer(
        "inconclusive" if note else "error" if apart else "proved",
        solver="exact dual certificates",
        version="impl.performance, on fractions",
        steps=len(rate.cases),
        hypotheses="; ".join(f"{r[1]!r} attains it" for _, r in reached[:2]),
        second={"solver": "PEPit (in floats)", "version": version("PEPit"), "verdict": "refuted" if apart else "supported", "note": agreed},
        export=Export("py", exported(rate, title)),
        note=note or (f"PEPit disagrees at {apart}: {agreed}" if apart else ""),
    )


def _reached(rate: Rate, case: Case) -> list[tuple[Fraction, Any, Fraction]]:
    """(gap in rationals, instance, gap at torch's points) for each run of the case, in units of the bound."""
    found = []
    for instance, run, gap in rate.runs(case):
        by_formula, torch_points = gap(run, in_rationals(run, run.step)), gap(run, by_torch(run, run.step))
        found.append((_fraction(by_formula / rate.unit(run)), instance, _fraction(torch_points / rate.unit(run))))
    return found


def _fraction(value: fmpq) -> Fraction:
    return Fraction(int(value.p), int(value.q))


def _refuted(rate: Rate, case: Case, found: tuple[Fraction, Any, Fraction], version: str) -> Answer:
    gap, instance, again = found
    words = f"gap {gap} against {rate.bound(case)} in rationals, {float(again):.6g} in torch (cpu float64)"
    if again <= rate.bound(case):
        return Answer("error", model=repr(instance), note=f"torch does not show what the rationals do: {words}")
    program = rate.program(case)
    worst = f"PEPit {version}: the worst case is {program.primal:.6g}, not {float(rate.bound(case)):.6g}"
    return Answer("refuted", solver="a run in rationals", model=repr(instance), replayed=f"{words}; {worst}")


def _agrees(program: Program, bound: Fraction) -> bool:
    near = CLOSE * bound
    return abs(Fraction(program.primal) - bound) <= near and abs(Fraction(program.dual) - bound) <= near and program.residual <= near


def smooth_program(case: Case) -> Program:
    """PEPit's worst case of f(x_T) - f* for gradient descent, beta = R = 1."""
    from PEPit import PEP
    from PEPit.functions import SmoothConvexFunction

    problem = PEP()
    f = problem.declare_function(SmoothConvexFunction, L=1.0)
    best, x = f.stationary_point(), problem.set_initial_point()
    problem.set_initial_condition((x - best) ** 2 <= 1)
    for _ in range(case.T):
        x = x - float(case.step) * f.gradient(x)
    problem.set_performance_metric(f(x) - f(best))
    return _solved(problem)


def lipschitz_program(case: Case) -> Program:
    """PEPit's worst case of min over t < T of f(x_t) - f* for the subgradient method, G = R = 1."""
    from PEPit import PEP
    from PEPit.functions import ConvexLipschitzFunction

    problem = PEP()
    f = problem.declare_function(ConvexLipschitzFunction, M=1.0)
    best, x = f.stationary_point(), problem.set_initial_point()
    least = f(best)
    problem.set_initial_condition((x - best) ** 2 <= 1)
    for _ in range(case.T):
        slope, value = f.oracle(x)
        problem.set_performance_metric(value - least)
        x = x - float(case.step) * slope
    return _solved(problem)


def _solved(problem: Any) -> Program:
    import numpy as np

    dual = problem.solve(verbose=0, solver="CLARABEL", return_primal_or_dual="dual")
    least = min(np.linalg.eigvalsh(problem.G_value)[0], np.linalg.eigvalsh(problem.residual)[0])
    return Program(float(problem.objective.eval()), float(dual), float(max(0.0, -least)))


def exported(rate: Rate, title: str) -> str:
    """The certificates as a Python file that needs nothing but `fractions`: every form, every multiplier, and the check."""
    lines = [*(f"# {line}" for line in title.splitlines()), _CHECK]
    for case in rate.cases[:: max(1, len(rate.cases) // 8)]:
        c = rate.certificate(case, rate.bound(case))
        told = [_plain(form) for form in (c.metric, c.bound, *c.inequalities)]
        lines.append(f"check('T = {case.T}, step {case.step}', {told[0]}, {told[1]}, {told[2:]}, {[str(m) for m in c.multipliers]})")
    return "\n".join([*lines, ""])


def _plain(form: Any) -> tuple[dict[Any, str], Mapping[str, str], str]:
    return {k: str(v) for k, v in form.values.items() if v}, {k: str(v) for k, v in form.gram.items() if v}, str(form.constant)


_CHECK = """# A form is ({i: coefficient of f_i - f*}, {(i, j): coefficient of <v_i, v_j>}, constant), v_0 = x_0 - x*, v_{1+k} = g_k.
# bound - metric - sum of multipliers times forms (each >= 0 for every function of the class) must be a positive semidefinite
# form plus a constant >= 0. A selection of the cases that were verified.
from fractions import Fraction as F


def check(name, metric, bound, forms, multipliers):
    values, gram, constant = {}, {}, F(0)
    for sign, (v, g, c) in [(F(1), bound), (F(-1), metric), *((-F(m), f) for m, f in zip(multipliers, forms))]:
        constant += sign * F(c)
        for into, part in ((values, v), (gram, g)):
            for key, x in part.items():
                into[key] = into.get(key, F(0)) + sign * F(x)
    n = 1 + max(j for _, j in gram)
    a = [[(gram.get((i, j), F(0)) + gram.get((j, i), F(0))) / 2 for j in range(n)] for i in range(n)]
    psd = True
    for k in range(n):
        psd &= a[k][k] > 0 or not any(a[k][k:])
        for i in range(k + 1, n):
            factor = a[i][k] / a[k][k] if a[k][k] else F(0)
            a[i] = [x - factor * y for x, y in zip(a[i], a[k])]
    good = psd and constant >= 0 and not any(values.values()) and all(F(m) >= 0 for m in multipliers)
    print(name, 'holds' if good else 'FAILS')


"""
