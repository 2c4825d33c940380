"""L44 by machine: however near the crossed net, a pattern is reached with all weights free that the first layer alone never has."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from impl.networks import apply


@smt(
    "both units of the second layer",
    size="every e > 0, d = 1, m = 2, 2, H = 2",
    exists=True,
    controls=(Neighbour("the second layer held", "the first layer alone is moved", {"moved": lambda e: 0 * e}),),
)
def both_units(r, *, moved=lambda e: e):
    r"""There is an $e > 0$ so that for no weights within $e$ of $W_1 = 0$ and $W_2 = \begin{pmatrix} 1 & -1 \\ -1 & 1 \end{pmatrix}$, so not for
    $u = (e, e)$ and $V = W_2 + e I$, both entries of $V \sigma(u)$ are positive. That pattern has the gradient $(2, -2)$ in $W_1$
    for $W_3 = (1, -1)$: it is a component of an element in all weights, and with $W_2$ held no such pattern is near."""
    e = r.real("e")
    h = moved(e)
    first, second = r.array([e, e]), r.array([[1 + h, h * 0 - 1], [h * 0 - 1, 1 + h]])
    reached = apply(second, r.relu(first))
    return [e > 0], r.no(r.every(reached[0] > 0, reached[1] > 0))


OBLIGATIONS = (both_units,)
