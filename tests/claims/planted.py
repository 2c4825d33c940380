"""Claims with a planted fault each: what the machinery must notice. All speak of doubling a number at a place."""

from __future__ import annotations

import math
import os
import signal
from typing import NamedTuple

from flint import fmpq
from hypothesis import assume
from hypothesis import strategies as st

from claims.core.check import equal
from claims.core.claim import Control, Expect, Mutant, Truth, claim


class Number(NamedTuple):
    """One integer."""

    value: int


class Named(NamedTuple):
    """A witness that carries text."""

    text: str


class Lifted(NamedTuple):
    """A number at a place."""

    exact: fmpq
    tensor: object


NUMBERS = st.builds(Number, st.integers(-50, 50))
TRIPLED = Mutant("tripled", "three times instead of twice", Number(1), {"claimed": lambda s: 3 * s.exact})


def lift(instance, place):
    return Lifted(fmpq(instance.value), place.tensor(instance.value))


def by_torch(s):
    return s.tensor + s.tensor


def by_rationals(s):
    return 2 * s.exact


def planted(ident, *, checks=None, **changed):
    """A healthy claim about doubling, but for what is `changed`."""
    facts = {
        "slide": "planted",
        "reading": "Adding a number to itself doubles it.",
        "truth": Truth.TRUE,
        "for_all": NUMBERS,
        "build": lift,
        "routes": {"found": "torch addition", "claimed": "rational product"},
        "examples": (Number(1),),
        "mutants": (TRIPLED,),
        "controls": (Control("zero", "doubling nothing", (Number(0),)),),
    } | changed

    def doubling(s, *, found=by_torch, claimed=by_rationals):
        r"""For every integer $x$: $x + x = 2x$."""
        yield equal(found(s), claimed(s), label="doubling")

    return claim(ident, f"Planted: {ident}", **facts)(checks or doubling)


def false_for_large(s, *, found=by_torch, claimed=by_rationals):
    r"""For every integer $x$: $x + x = \min(2x, 20)$."""
    yield equal(found(s), min(claimed(s), 20))


def never_met(s, *, found=by_torch, claimed=by_rationals):
    r"""For every $x > 1000$: $x + x = 2x$."""
    assume(s.exact > 1000)
    yield equal(found(s), claimed(s))


def nothing_checked(s, *, found=by_torch, claimed=by_rationals):
    r"""For every $x$ in the empty set: $x + x = 2x$."""
    for _ in ():
        yield equal(found(s), claimed(s))


def not_a_number(s, *, found=by_torch, claimed=by_rationals):
    r"""For every integer $x$: $x + x - \infty + \infty = 2x$."""
    yield equal(found(s) * math.nan if s.exact > 30 else found(s), claimed(s))


def raising(s, *, found=by_torch, claimed=by_rationals):
    r"""For every integer $x$: $x + x = 2x$, or the checker breaks down."""
    if s.exact > 30:
        raise RuntimeError("the checker broke down")
    yield equal(found(s), claimed(s))


def killing(s, *, found=by_torch, claimed=by_rationals):
    r"""For every integer $x$: the process that examines it is killed."""
    os.kill(os.getpid(), signal.SIGKILL)
    yield equal(found(s), claimed(s))


def markup(s, *, found=by_torch, claimed=by_rationals):
    r"""For every text: it is not markup."""
    yield equal(1, 0, label=s.text)


BY_NAME = {
    "healthy": planted("P00"),
    "false": planted("P01", checks=false_for_large, mutants=(), examples=()),
    "premises never met": planted("P02", checks=never_met, mutants=(), controls=(), examples=()),
    "nothing checked": planted("P03", checks=nothing_checked, mutants=(), controls=(), examples=()),
    "nan": planted("P04", checks=not_a_number),
    "mutant survives": planted("P05", mutants=(Mutant("the same", "no change at all", Number(1), {"claimed": lambda s: s.exact + s.exact}),)),
    "mutant by its known instance only": planted(
        "P06", mutants=(Mutant("wrong at 77", "one value", Number(77), {"claimed": lambda s: 2 * s.exact + (s.exact == 77)}),)
    ),
    "mutant crashes": planted("P07", mutants=(Mutant("crashes", "raises", Number(1), {"claimed": lambda s: 1 // 0}),)),
    "mutant crashes but for its known instance": planted(
        "P16", mutants=(Mutant("crashes", "raises", Number(77), {"claimed": lambda s: 1 // (s.exact == 77)}),)
    ),
    "equivalent mutant crashes": planted(
        "P17", mutants=(Mutant("crashes", "raises", parts={"claimed": lambda s: 1 // 0}, equivalent="so it was said"),)
    ),
    "equivalent mutant killed": planted(
        "P08", mutants=(Mutant("not equivalent", "tripled", parts={"claimed": lambda s: 3 * s.exact}, equivalent="so it was said"),)
    ),
    "control fails": planted("P09", controls=(Control("thrice", "no neighbour", (Number(1),), parts={"claimed": lambda s: 3 * s.exact}),)),
    "checker raises": planted("P10", checks=raising),
    "markup in a witness": planted(
        "P11",
        checks=markup,
        for_all=st.just(Named("<script>alert('1')</script> & \"quotes\" ‮txet")),
        build=lambda instance, place: instance,
        examples=(),
        mutants=(),
        controls=(),
    ),
    "rests on what is red": planted("P12", uses=("P01",)),
    "false, as expected": planted("P13", checks=false_for_large, expect=Expect.FAILS, truth=Truth.FALSE, examples=(Number(30),), mutants=()),
    "false was expected, yet true": planted("P14", expect=Expect.FAILS, truth=Truth.FALSE, mutants=()),
}
KILLING = planted("P15", checks=killing, mutants=(), controls=(), examples=())
