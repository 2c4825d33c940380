"""L27r by machine: the derivative of x^2 sin(1/x) takes every number between -1 and 1, less 1/1000, at three scales near 0, in ball arithmetic."""

from flint import arb, ctx, fmpq

from claims.core.obligation import Neighbour, obligation_of
from claims.instances.enclosures import Crossing, decide
from impl.oscillating import PRECISION, TURNS, Oscillation, at_phase, derivative

REACH = fmpq(999, 1000)
NAME, SIZE = "every slope between -1 and 1", "all s in [-1 + 1/1000, 1 - 1/1000]; within 1/(2 pi k) of 0, k = 10^10, 10^20, 10^30"


def ends(f, k):
    """Balls that hold f' at 1 / (2 pi k) and at 1 / (2 pi k + pi)."""
    with ctx.workprec(PRECISION):
        return tuple(derivative(f, at_phase(f, turn, k)) for turn in (arb(0), arb.pi()))


def every_slope(*, power=2, reach=REACH):
    r"""For $f(x) = x^2 \sin(1/x)$ and $k = 10^{10}, 10^{20}, 10^{30}$: $f'(x) = s$ has a solution with $0 < x \le 1/(2 \pi k)$ for every
    $|s| \le 1 - \frac1{1000}$. By enclosures $f'$ lies below $-1 + \frac1{1000}$ at $1/(2 \pi k)$ and above $1 - \frac1{1000}$ at
    $1/((2k+1)\pi)$; it is continuous between."""
    f = Oscillation(0, 1, power, 1)
    return Crossing(f, reach, tuple((k, *ends(f, k)) for k in TURNS))


slopes = obligation_of(
    every_slope,
    lambda parts: decide(every_slope(**parts), f"{NAME}\n{SIZE}"),
    NAME,
    size=SIZE,
    mutants=(
        Neighbour("x^3 sin(1/x)", "whose derivative is continuous", {"power": 3}),
        Neighbour("beyond 1", r"every $|s| \le \frac{11}{10}$", {"reach": fmpq(11, 10)}),
    ),
)

OBLIGATIONS = (slopes,)
