"""L51 in batches: one step of gradient descent at rate 1 on two samples; torch takes the step, int64 the norms."""

from claims.core.batches import Changed, Sweep
from claims.core.check import equal
from claims.instances import training_batches as b


def step(s, rule=lambda w, g, h: w - g):
    """The weights after one step by torch, as int64."""
    pairs = zip(s.weights, b.loss_gradient(s), s.layers, strict=True)
    return b.returned([rule(w.detach(), g, h - len(s.weights)) for w, g, h in pairs])


def squares(weights):
    """||W_h||^2 layer by layer, shape (B,) each."""
    return [(w * w).sum((0, 1)) for w in weights]


def ledger(g, i, j):
    """eta^2 (||G_i||^2 - ||G_j||^2) at eta = 1."""
    norms = squares(g)
    return norms[i] - norms[j]


def ledger_of_descent(s, *, path=step, gradients=b.in_integers, ledger=ledger):
    """The claim's equation for one step, over a batch."""
    start, end = squares(s.whole), squares(path(s))
    g = gradients(s)
    for j in s.layers:
        for i in range(j):
            yield equal(end[i] - end[j] - (start[i] - start[j]), ledger(g, i, j), label=f"layers {i + 1} and {j + 1}")


LEDGER = Sweep(
    family=b.trainings(),
    route="torch autograd of the loss and torch's step at rate 1, on distinct networks with two samples",
    judge="product formula, squares and sums in int64 by numpy",
    equations="one equation a pair of layers for one step on one data set",
    file=__file__,
    checks=ledger_of_descent,
    mutants={
        "no drift": Changed({"ledger": lambda g, i, j: 0}),
        "a sign flipped": Changed({"ledger": lambda g, i, j: squares(g)[i] + squares(g)[j]}),
        "weight decay": Changed({"path": lambda s: step(s, lambda w, g, h: w - g - w)}),
        "signs of the gradient": Changed({"path": lambda s: step(s, lambda w, g, h: w - g.sign())}),
        "two rates": Changed({"path": lambda s: step(s, lambda w, g, h: w - (2 * g if h == -1 else g))}),
        r"$-\eta$": Changed({"ledger": ledger}),
    },
    unseen={
        r"$\eta$ for $\eta^2$": "the rate is 1, and its own square",
        "momentum": "one step is taken, and the first step of momentum is that of descent",
        "one layer after another": "the batch takes all layers at once; the search takes them one after another",
    },
    cost=4,
)
