"""L51 by machine: the ledger of gradient descent."""

from claims.core.identities import identity
from claims.core.obligation import Neighbour
from claims.instances.masked_networks import batch, consecutive


def squared(w):
    """The squared Frobenius norm."""
    return (w * w).sum()


@identity(
    "one step on two samples",
    size="any differentiable loss, every pattern and slope at 0, all real weights, inputs and steps, d = m = 2, H = 2, two samples",
    cost=12,
    mutants=(
        Neighbour("eta instead of eta^2", "the ledger to first order", {"power": 1}),
        Neighbour("twice the ledger", r"$2 \eta^2$", {"factor": 2}),
        Neighbour("weight decay", r"the step $W - \eta (G + W)$", {"step": lambda w, g, eta: w - eta * (g + w)}),
        Neighbour("alternating steps", "each layer moves by another step size", {"step": lambda w, g, eta: w - eta * g * (1 if len(w) > 1 else 2)}),
    ),
)
def ledger(r, *, power=2, factor=1, step=lambda w, g, eta: w - eta * g):
    r"""For one step $W_h^+ = W_h - \eta G_h$ of gradient descent on any differentiable loss of two samples, whose derivatives $r_n$ at the outputs
    are arbitrary: $(\|W_i^+\|^2 - \|W_j^+\|^2) - (\|W_i\|^2 - \|W_j\|^2) = \eta^2 (\|G_i\|^2 - \|G_j\|^2)$."""
    eta, data = r.real("eta"), batch(r, 2, 2, 2, 1)
    gradients = data.gradients
    moved = [squared(step(w, g, eta)) - squared(w) - factor * eta**power * squared(g) for w, g in zip(data.weights, gradients, strict=True)]
    return consecutive(moved)


OBLIGATIONS = (ledger,)
