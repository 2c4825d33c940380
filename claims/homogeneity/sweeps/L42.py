"""L42 in batches: the trace with what backpropagation returns, and the product with the layer put back."""

from claims.core.batches import Changed, Sweep
from claims.core.check import equal
from claims.instances import network_batch_routes as r
from claims.instances.network_batches import family


def trace(w, g):
    """tr(W^T G), shape (B,)."""
    return (w.detach() * g).sum((0, 1))


def verified(s, *, gradients=r.by_autograd, product=r.put_back, output=r.in_integers, trace=trace):
    """The claim's body, with patterns that have a batch axis."""
    found, masks = gradients(s), r.slopes(s)
    for h in s.layers:
        yield equal(trace(s.weights[h], found[h]), output(s), label=f"layer {h + 1}, trace")
        yield equal(product(s, h, masks), output(s), label=f"layer {h + 1}, product")


VERIFIED = Sweep(
    family=family(),
    route="torch autograd under the trace, and torch's products with the layer put back, on distinct networks",
    judge="forward pass in integers, without torch",
    equations="two equations a layer of one network at one point",
    file=__file__,
    checks=verified,
    mutants={
        "factor H + 1": Changed({"output": lambda s: len(s.weights) * r.in_integers(s)}),
        "W_h transposed": Changed({"trace": r.trace_without_transpose}),
        "A_H dropped": Changed({"gradients": r.with_masks(r.last_dropped)}),
        "W_h left out": Changed({"product": r.left_out}),
        "the other order": Changed({"trace": lambda w, g: (g * w.detach()).sum(1).sum(0)}),
    },
    cost=2,
)
