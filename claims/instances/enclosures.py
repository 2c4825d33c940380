"""Ball arithmetic as a solver: whether the derivative of an oscillating function takes all values of an interval near 0."""

from __future__ import annotations

from typing import NamedTuple

import flint
import torch
from flint import arb, fmpq

from claims.core.obligation import Answer, Export
from impl.oscillating import Oscillation, as_torch, enclosure

NEAR = fmpq(1, 2**40)  # beyond the reach of doubles no torch value speaks; here they still do


class Crossing(NamedTuple):
    """f' is to take every value of modulus at most `reach` near 0; `ends` holds balls for f' at two points a turn k, k rising."""

    f: Oscillation
    reach: fmpq
    ends: tuple[tuple[int, arb, arb], ...]


def decide(crossing: Crossing, title: str) -> Answer:
    """Proved where f' is below -reach and above reach at both ends for every k; refuted where it stays within reach near 0."""
    f, reach, ends = crossing
    export = Export("py", _standalone(f, reach, title))
    found = Answer("inconclusive", solver="Arb, by python-flint", version=flint.__version__, steps=2 * len(ends), export=export)
    told = "; ".join(f"k = {k}: f' in {low.str(8)} and in {high.str(8)}" for k, low, high in ends)
    if all(low < -arb(reach) and high > arb(reach) for _, low, high in ends):
        return _with(found, "proved", hypotheses=told)
    largest = enclosure(f, NEAR / 2**20, NEAR).abs_upper()
    if largest < arb(reach):
        words = f"|f'(x)| <= {largest.str(8)} for 2^-60 <= |x| <= 2^-40 by enclosure; {_in_torch(f)}"
        return _with(found, "refuted", model=f"s = {reach}", replayed=words)
    return _with(found, "inconclusive", note=f"the enclosures do not decide it: {told}")


def _with(found: Answer, verdict: str, **more: str) -> Answer:
    return Answer(**(vars(found) | {"verdict": verdict} | more))


def _in_torch(f: Oscillation) -> str:
    x = torch.tensor([2.0**-k for k in range(40, 61)], dtype=torch.float64).requires_grad_()
    (slopes,) = torch.autograd.grad(as_torch(f, x).sum(), x)
    return f"torch (cpu float64): |f'(2^-k)| <= {slopes.abs().max().item():.6g}, k = 40, ..., 60"


def _standalone(f: Oscillation, reach: fmpq, title: str) -> str:
    p, q = f.power, f.frequency
    return "\n".join(
        [
            *(f"# {line}" for line in title.splitlines()),
            "from flint import arb, ctx",
            "",
            "ctx.prec = 200",
            f"reach = arb({int(reach.p)}) / {int(reach.q)}",
            "for k in (10**10, 10**20, 10**30):",
            "    for name, turn in (('below', arb(0)), ('above', arb.pi())):",
            f"        x = 1 / (2 * arb.pi() * k + turn) ** (arb(1) / {q})",
            f"        slope = {p} * x ** {p - 1} * (x**-{q}).sin() - {q} * x ** {p - q - 1} * (x**-{q}).cos()",
            "        print(k, name, slope, slope < -reach if name == 'below' else slope > reach)",
            "",
        ]
    )
