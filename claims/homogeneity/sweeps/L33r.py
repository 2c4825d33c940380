"""L33r in batches: the forward pass by two programs of torch against the integers."""

import torch

from claims.core.batches import Changed, Sweep
from claims.instances import network_batch_routes as r
from claims.instances import network_variants as other
from claims.instances.network_batches import family
from impl import networks


def by_matrix_products(weights, x):
    """f by torch.bmm, one matrix an instance, shape (1, B)."""
    h = x.T[:, :, None]
    with torch.no_grad():
        for w in weights[:-1]:
            h = torch.relu(torch.bmm(w.permute(2, 0, 1), h))
        return torch.bmm(weights[-1].permute(2, 0, 1), h)[:, :, 0].T


def elementwise(weights, x):
    """f by products and sums with the batch axis last, shape (1, B)."""
    with torch.no_grad():
        return networks.output(weights, x)


NETWORK = Sweep(
    family=family(),
    route="torch.bmm, and elementwise products and sums, on distinct networks",
    judge="forward pass in integers, without torch",
    equations="the output of one network at one point, by two programs",
    file=__file__,
    parts={"modules": by_matrix_products, "net": elementwise, "output": r.in_integers},
    mutants={
        "with biases": Changed({"net": lambda w, x: other.net_with_biases(w, x).detach()}),
        "ReLU at the end": Changed({"net": lambda w, x: torch.relu(elementwise(w, x))}),
        "no ReLU": Changed({"net": lambda w, x: other.linear_net(w, x).detach()}),
        "ReLU of the input": Changed({"net": lambda w, x: elementwise(w, torch.relu(x))}),
    },
)
