"""L35 in batches: all layers multiplied by a whole number."""

from claims.core.batches import Sweep
from claims.homogeneity.sweeps.L33r import elementwise
from claims.instances import network_batch_routes as r
from claims.instances import network_variants as other
from claims.instances.network_batch_kinds import both, scaled

JOINT_HOMOGENEITY = Sweep(
    family=scaled(),
    route="torch on distinct networks with all layers multiplied by the factor",
    judge="forward pass in integers, without torch, times the power of the factor",
    equations="one network at one point with one factor, a whole number >= 0",
    file=__file__,
    parts={"net": elementwise, "output": r.in_integers},
    mutants={"with biases": both(other.net_with_biases)},
)
