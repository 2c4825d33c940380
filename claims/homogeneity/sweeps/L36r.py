"""L36r in batches: every layer paired with what backpropagation returns, against the integer forward pass."""

from claims.core.batches import Changed, Compiled, OnDevice, Sweep
from claims.core.check import equal
from claims.core.pictures import to_json
from claims.instances import compiled_networks, inductor, networks_on_device
from claims.instances import network_batch_routes as r
from claims.instances.network_batches import BUDGET, family
from claims.instances.precision_ladder import ladder
from claims.pictures.precision import where_formats_break


def layer_identity(s, *, gradients=r.by_autograd, output=r.in_integers, pair=r.paired):
    """The claim's first line, layer by layer; its other two routes are left to the search."""
    found = gradients(s)
    for h in s.layers:
        yield equal(pair(s, found, h), output(s), label=f"layer {h + 1}, autograd")


def formats():
    """The identity on one ladder of growing networks in every format, as data and as a picture."""
    found = ladder()
    return {"ladder": found, "pictures": [to_json(where_formats_break(found))]}


ROOM_FOR_17 = family(depths=(1, 2), budget=BUDGET - 2 * (17).bit_length())  # else float32 would round what a slope of 17 makes
LAYER_IDENTITY = Sweep(
    family=family(),
    route="torch autograd on distinct networks, batch axis last",
    judge="forward pass in integers, without torch",
    equations="the identity of every layer of one network at one point, each network with weights of its own (small ones may repeat)",
    file=__file__,
    checks=layer_identity,
    mutants={
        "W_h transposed": Changed({"pair": r.transpose_paired}),
        "A_H dropped": Changed({"gradients": r.with_masks(r.last_dropped)}),
        "all layers together": Changed({"pair": lambda s, g, h: sum(r.paired(s, g, k) for k in s.layers)}),
        "slope 17 at 0": Changed({"gradients": r.with_masks(r.slope_17_at_0)}, ROOM_FOR_17),
        "factor H + 1": Changed({"output": lambda s: len(s.weights) * r.in_integers(s)}),
    },
    least=4 * 10**6,
    beside=formats,
    compiled=Compiled(
        {"gradients": compiled_networks.pairings, "pair": compiled_networks.picked},
        inductor.available,
        "torch.func.grad and the pairings compiled by inductor",
    ),
    on_device=OnDevice(networks_on_device.made, networks_on_device.agrees, networks_on_device.JUDGE),
    long={"cpu float32": 10**9, "cuda float32": 10**10},
)
