"""L10r by machine: a network with the values of the slide exists, and one without a neuron does not."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbols import reals


@smt(
    "such a network exists",
    size="one neuron, d = 1",
    exists=True,
    mutants=(
        Neighbour("no neuron", "an affine function", {"weight": lambda c: 0 * c}),
        Neighbour("a convex neuron", "c > 0", {"given": lambda c: [c > 0]}),
    ),
)
def exists(r, *, weight=lambda c: c, given=lambda c: []):
    r"""There are $a, b, c, t$ so that $f(x) = a x + b + c\,\sigma(x - t)$ has $f(-2) = 0$, $f(-1) = f(1) = 1$,
    and so $f(-1) > \frac23 f(-2) + \frac13 f(1)$."""
    a, b, c, t = reals(r, "a b c t")

    def f(x):
        return a * x + b + weight(c) * r.relu(r.number(x) - t)

    return given(c), r.every(f(-2) == 0, f(-1) == 1, f(1) == 1, 3 * f(-1) > 2 * f(-2) + f(1))


@smt(
    "any function with these values",
    size="all reals, any f",
    mutants=(
        Neighbour("f(-2) = 1", "no dip", {"dip": 1}),
        Neighbour("by 1", "a larger violation", {"thrice": 3}),
    ),
)
def jensen(r, *, dip=0, thrice=2):
    r"""If $f(-2) = 0$ and $f(-1) = f(1) = 1$, then $f(-1) \ge \frac23 f(-2) + \frac13 f(1) + \frac23$: $f$ is not convex."""
    low, peak, other = reals(r, "f(-2) f(-1) f(1)")
    return [low == dip, peak == 1, other == 1], 3 * peak >= 2 * low + other + thrice


OBLIGATIONS = (exists, jensen)
