"""L24 by machine: a Lipschitz constant of a network."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbols import absolute, largest, network, reals, vector, weights


@smt(
    "a network",
    size="all reals, d = 1, m = 2, H = 1, all y and y'",
    mutants=(
        Neighbour("the largest product", "the maximum in place of the sum", {"joined": largest}),
        Neighbour("without moduli", "the sum of the products", {"modulus": lambda r, z: z}),
    ),
    cost=5,
)
def lipschitz(r, *, joined=lambda r, *numbers: sum(numbers[1:], numbers[0]), modulus=absolute):
    r"""For $f(y) = \sum_k v_k\,\sigma(w_k y)$: $|f(y) - f(y')| \le \sum_k |v_k w_k|\,|y - y'|$ for all $y, y'$."""
    layers, y, z = weights(r, 1, 2, 1), vector(r, "y", 1), vector(r, "y'", 1)
    (w1,), (w2,) = layers[0]
    ((v1, v2),) = layers[1]
    bound = joined(r, modulus(r, v1 * w1), modulus(r, v2 * w2))
    return [], absolute(r, network(r, layers, y) - network(r, layers, z)) <= bound * absolute(r, y[0] - z[0])


@smt(
    "the mean value",
    size="all reals, f = |x|, all x < y",
    mutants=(
        Neighbour("one slope", "the slope at the right end", {"slopes": lambda r, x, y, s: r.where(y > 0, s == 1, s == -1)}),
        Neighbour("the modulus of the middle", "another function", {"rise": lambda r, x, y: absolute(r, x + y)}),
    ),
)
def mean_value(
    r,
    *,
    slopes=lambda r, x, y, s: r.every(r.some(s <= 1, y <= 0), r.some(s >= -1, x >= 0), r.some(s == 1, x < 0), r.some(s == -1, y > 0)),
    rise=lambda r, x, y: absolute(r, y) - absolute(r, x),
):
    r"""For $x < y$: $\frac{|y| - |x|}{y - x}$ is in the hull of the slopes of $|\cdot|$ on $]x, y[$, which is $\{1\}$, $\{-1\}$ or $[-1, 1]$
    [Lebourg's mean value theorem, Clarke 1983, Theorem 2.3.7]."""
    x, y = reals(r, "x y")
    return [x < y], slopes(r, x, y, rise(r, x, y) / (y - x))


OBLIGATIONS = (lipschitz, mean_value)
