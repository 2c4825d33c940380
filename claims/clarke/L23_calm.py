"""L23: locally Lipschitz in the handwritten version, with x fixed (calmness), and L23r: one constant for all x."""

from claims.core.check import at_most, equal, holds, same_points
from claims.core.claim import Control, Expect, Kinks, Mutant, Truth, claim
from claims.instances.boxes import OnInterval, by_breakpoints, functions_on_intervals
from claims.instances.breakpoint_functions import M
from claims.instances.calm_functions import (
    changes,
    globally,
    inside,
    known_to_last,
    locally,
    on_interval,
    seen_to_last,
    teeth_at,
)
from claims.instances.lipschitz_functions import teeth
from impl.teeth import Teeth

SHARP = Teeth(a=1, c=1, growth=4)
EVEN = Teeth(a=1, c=1, growth=1)
STEEP = OnInterval(((-0.25, 0), (0.25, 1)), 0, 0, (0,), 1)
LATE = OnInterval(((0.5, 0),), 0, 2, (0,), 1)


@claim(
    "L23",
    "The handwritten condition, with x fixed, makes the Clarke differential exist",
    slide="When does Clarke differential exist (handwritten)",
    reading="The handwritten condition holds one of the two points fixed at x; it should make the Clarke differential exist.",
    truth=Truth.FALSE,
    why=r"With $x$ fixed this is calmness, and $L$ may depend on $x$. $f(x) = |x| + z(|x|)$ is calm at every point; here $z$ has, on "
    r"$[2^{-(k+1)}, 2^{-k}]$, teeth of slopes $\pm 4^k$ and of height $2^{-(k+2)}$. The moduli of all slopes there are at least $4^k - 1$, "
    r"and $f$ is not differentiable at 0: no gradients near 0 have a limit. (Besides, $x'$ must range over $S$.)",
    repair="L23r",
    expect=Expect.FAILS,
    for_all=teeth(growth=(1, 2, 4)),
    build=teeth_at,
    cost=5,
    routes={
        "changes": "f evaluated by torch at the place named",
        "seen": "slopes that torch autograd finds in every interval towards 0",
        "known": "slopes of every interval in closed form",
    },
    examples=(SHARP,),
    controls=(Control("teeth of equal slopes", "locally Lipschitz: both points may vary", (EVEN,), teeth()),),
)
def calm_is_enough(s, *, changes=changes, seen=seen_to_last, known=known_to_last):
    r"""For every $f: \mathbb{R}^d \to \mathbb{R}$ such that every $x$ has a neighbourhood $S$ and an $L$ with
    $|f(x) - f(x')| \le L \|x - x'\|$ for every $x' \in S$: $\partial f(x)$ is not empty, whatever $x$."""
    for pair, change in zip(s.pairs, changes(s), strict=True):
        yield at_most(change, pair.constant * abs(pair.x - pair.there), label=f"calm at {pair.x}")
    yield same_points(seen(s), known(s), label="slopes that last")
    yield holds(len(seen(s)) > 0, found=seen(s), label="there is a limit of slopes at 0")


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
    cost=2,
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
