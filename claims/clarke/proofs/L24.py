"""L24 by machine: a Lipschitz constant of a network."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbols import absolute, largest, network, vector, weights


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


OBLIGATIONS = (lipschitz,)
