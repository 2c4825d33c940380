"""L47 by machine: the drift of a balanced start is paid for by the loss."""

from claims.core.obligation import Neighbour
from claims.core.smt import smt
from claims.instances.symbols import between, reals


@smt(
    "the drift and the loss",
    size="all reals, two layers, two steps",
    mutants=(
        Neighbour("without descent", "the loss may rise", {"falls": lambda now, before, eta, size: []}),
        Neighbour("half the loss", "eta (L(0) - L(2))", {"paid": lambda eta, fall: eta * fall}),
    ),
)
def drift(r, *, falls=lambda now, before, eta, size: [now <= before - eta * size / 2], paid=lambda eta, fall: 2 * eta * fall):
    r"""With $p_k = \|G_1(k)\|^2$, $q_k = \|G_2(k)\|^2$ and $D(2) = \eta^2 \sum_{k<2} (p_k - q_k)$:
    if $L(k + 1) \le L(k) - \frac{\eta}{2} (p_k + q_k)$ for $k = 0, 1$, then $|D(2)| \le 2 \eta (L(0) - L(2))$."""
    eta, p0, q0, p1, q1, start, middle, end = reals(r, "eta p0 q0 p1 q1 L0 L1 L2")
    given = [eta > 0, *(g >= 0 for g in (p0, q0, p1, q1)), *falls(middle, start, eta, p0 + q0), *falls(end, middle, eta, p1 + q1)]
    bound = paid(eta, start - end)
    return given, between(r, -bound, eta * eta * (p0 - q0 + p1 - q1), bound)


OBLIGATIONS = (drift,)
