"""L34 in batches: one layer after another multiplied by a whole number."""

from claims.core.batches import Changed, Sweep
from claims.homogeneity.sweeps.L33r import elementwise
from claims.instances import network_batch_routes as r
from claims.instances import network_variants as other
from claims.instances.network_batch_kinds import both, scaled

LAYER_HOMOGENEITY = Sweep(
    family=scaled(),
    route="torch on distinct networks with one layer multiplied by the factor, each layer in turn",
    judge="forward pass in integers, without torch, times the factor",
    equations="one equation a layer of one network at one point with one factor, a whole number >= 0",
    file=__file__,
    parts={"net": elementwise, "output": r.in_integers},
    mutants={
        "negative factors": Changed(family=scaled(negative=True)),
        "degree 2": Changed({"degree": 2}),
        "with biases": both(other.net_with_biases),
        "tanh": both(other.hard_tanh_net),
        "residual connections": both(other.residual_net),
    },
)
