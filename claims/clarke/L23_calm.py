"""L23: locally Lipschitz in the handwritten version, with x fixed: calmness."""

from claims.core.check import at_most, holds, same_points
from claims.core.claim import Control, Expect, Truth, claim
from claims.instances.calm_functions import changes, known_to_last, seen_to_last, teeth_at
from claims.instances.lipschitz_functions import teeth
from claims.pictures.wild import toothed
from impl.teeth import Teeth

SHARP = Teeth(a=1, c=1, growth=4)
EVEN = Teeth(a=1, c=1, growth=1)


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
    routes={
        "changes": "f evaluated by torch at the place named",
        "seen": "slopes that torch autograd finds in every interval towards 0",
        "known": "slopes of every interval in closed form",
    },
    examples=(SHARP,),
    controls=(Control("teeth of equal slopes", "locally Lipschitz: both points may vary", (EVEN,), teeth()),),
    pictures=(toothed(SHARP, EVEN),),
)
def calm_is_enough(s, *, changes=changes, seen=seen_to_last, known=known_to_last):
    r"""For every $f: \mathbb{R}^d \to \mathbb{R}$ such that every $x$ has a neighbourhood $S$ and an $L$ with
    $|f(x) - f(x')| \le L \|x - x'\|$ for every $x' \in S$: $\partial f(x)$ is not empty, whatever $x$."""
    for pair, change in zip(s.pairs, changes(s), strict=True):
        yield at_most(change, pair.constant * abs(pair.x - pair.there), label=f"calm at {pair.x}")
    yield same_points(seen(s), known(s), label="slopes that last")
    yield holds(len(seen(s)) > 0, found=seen(s), label="there is a limit of slopes at 0")
