"""L23r: calmness with one constant for all x."""

from claims.core.check import at_most, equal
from claims.core.claim import Kinks, Mutant, Truth, claim
from claims.instances.boxes import OnInterval, by_breakpoints, functions_on_intervals
from claims.instances.breakpoint_functions import M
from claims.instances.calm_functions import globally, inside, locally, on_interval

STEEP = OnInterval(((-0.25, 0), (0.25, 1)), 0, 0, (0,), 1)
LATE = OnInterval(((0.5, 0),), 0, 2, (0,), 1)


@claim(
    "L23r",
    "Calm with one constant on a convex set is Lipschitz there",
    slide="When does Clarke differential exist (handwritten)",
    reading="If one L serves all points of an interval, it bounds the difference quotients of any two of them.",
    truth=Truth.REPAIR,
    proof=r"Let $T$ be the largest $t \le 1$ such that $|f(y + \tau (y' - y)) - f(y)| \le L \tau \|y' - y\|$ for all $\tau \le t$ (by continuity it "
    r"holds at the end). Were $T < 1$, calmness at $y + T (y' - y)$ would carry it beyond $T$.",
    for_all=functions_on_intervals(),
    build=on_interval,
    kinks=Kinks(patterns=3),
    routes={
        "local": "difference quotients with x' within 2^-7 of x, with f evaluated by torch at the place named",
        "global_": "difference quotients of all pairs, with f evaluated by torch",
        "slopes": "calculus on breakpoints",
    },
    examples=(OnInterval(*M, 4), STEEP, LATE),
    mutants=(
        Mutant("L of x", "the constant of calmness at the middle alone", LATE, {"local": lambda s, points: locally(s, s.x)}),
        Mutant("not convex", "an interval without its middle half", STEEP, {"points": lambda s: [t for t in s.inside if 2 * abs(t - s.x[0]) >= s.r]}),
        Mutant("half of L", r"$L/2$", LATE, {"local": lambda s, points: locally(s, points) / 2}),
    ),
    blind=("functions of one variable only: along a segment there is no other",),
)
def uniformly_calm(s, *, local=locally, global_=globally, slopes=by_breakpoints, points=inside):
    r"""For every convex $S$ and every $L$ such that every $x \in S$ has a neighbourhood in which $|f(x) - f(x')| \le L \|x - x'\|$ (here: $f$
    piecewise affine, $S$ an interval): $|f(y) - f(y')| \le L \|y - y'\|$ for all $y, y' \in S$."""
    found = points(s)
    yield at_most(global_(s, found), local(s, found), label="all pairs")
    yield equal(local(s, found), slopes(s), label="the least L")
