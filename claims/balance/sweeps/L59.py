"""L59 in batches: each layer paired with the gradient of the loss, against the sum of l'(f_n, y_n) f_n; the set through closed forms as in L54r."""

from claims.balance.sweeps.L54r import by_torch, closed_forms, counting, products
from claims.core.batches import Changed, Sweep
from claims.core.check import equal
from claims.instances import training_batches as b


def by_forward_pass(s):
    """The sum of l'(f_n, y_n) f_n in integers, shape (B,)."""
    return weighted(s, b.residuals(s))


def weighted(s, residuals):
    """The sum of r_n f_n for given numbers r_n."""
    return (residuals * s.outputs).sum(0)


def pairing_of_the_loss(s, *, elements=closed_forms, backpropagated=by_torch, value=by_forward_pass):
    """The claim's equation over a batch."""
    claimed = value(s)
    for element in (*elements(s), backpropagated(s)):
        yield equal([p.sum((0, 1)) for p in products(s.whole, element)], claimed)


PAIRING_OF_THE_LOSS = Sweep(
    family=b.trainings(),
    route="torch autograd of the loss; product formulas in integers with slopes 0 and 1 at ties; on distinct networks with two samples",
    judge="residuals, forward pass, products and sums in int64, without torch",
    equations="three vectors that stand for the set, each paired with every layer; torch returns one of them",
    file=__file__,
    checks=pairing_of_the_loss,
    mutants={
        r"$\ell'$ omitted": Changed({"value": lambda s: weighted(s, 1)}),
        r"$\ell$ for $\ell' f$": Changed({"value": lambda s: (b.residuals(s) ** 2).sum(0) / 2}),
        r"$\ell'(f, 0)$": Changed({"value": lambda s: weighted(s, s.outputs)}),
        "other residuals": Changed({"elements": lambda s: [b.in_integers(s, counting)], "value": lambda s: weighted(s, counting(s))}),
        "first layer's degree 2": Changed({"value": lambda s: 2 * by_forward_pass(s)}),
    },
    cost=4,
)
