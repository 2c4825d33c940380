"""L15r by machine: the element of least norm descends at its rate."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbols import absolute, between, reals


@smt(
    "the least norm",
    size="all reals, f = a |x_1| + b |x_2| on the axis x_2 = 0",
    mutants=(
        Neighbour("another element", "the second entry is b", {"second": lambda b: b}),
        Neighbour("the longest element", "the norm is at least that of (a, b)", {"shortest": lambda a, b: a * a + b * b}),
        Neighbour("long steps", "beyond the kink", {"longest": lambda r, x: 3 * absolute(r, x)}),
    ),
)
def least(r, *, second=lambda b: 0, longest=absolute, shortest=lambda a, b: a * a):
    r"""For $f(x) = a |x_1| + b |x_2|$, $a, b > 0$, at $(x, 0)$ with $x \ne 0$: $g = (\mathrm{sign}(x)\,a, 0)$ has the least norm in
    $\partial f = \{\mathrm{sign}(x)\,a\} \times [-b, b]$, $\|(\mathrm{sign}(x)\,a, s)\| \ge \|g\|$ for $|s| \le b$,
    and $f(x - t g) \le f(x) - t \|g\|^2$ for $0 < t \le |x| / a$."""
    a, b, x, t, s = reals(r, "a b x t s")
    first = r.where(x > 0, a, -a)
    other = second(b)
    after = a * absolute(r, x - t * first) + b * absolute(r, b * 0 - t * other)
    given = [a > 0, b > 0, r.no(x == 0), t > 0, t * a <= longest(r, x), between(r, -b, s, b)]
    descends = after <= a * absolute(r, x) - t * (a * a + other * other)
    return given, r.every(descends, first * first + s * s >= shortest(a, b))


OBLIGATIONS = (least,)
