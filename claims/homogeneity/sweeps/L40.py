"""L40 in batches: the product of the layers and the patterns that torch shows, at kinks too."""

from claims.core.batches import Changed, Sweep
from claims.instances import network_batch_routes as r
from claims.instances.network_batches import family

MASKED_PRODUCT = Sweep(
    family=family(),
    route="torch's slopes and products on distinct networks",
    judge="forward pass in integers, without torch",
    equations="one network at one point",
    file=__file__,
    parts={"masks": r.slopes, "product": r.masked_product, "output": r.in_integers},
    mutants={
        "another sample's pattern": Changed({"masks": r.at_minus_x}),
        "patterns swapped": Changed({"masks": r.first_two_swapped}),
        "A_H dropped": Changed({"masks": r.last_dropped}),
        "slope 17 at 0": Changed({"masks": r.slope_17_at_0}),
    },
)
