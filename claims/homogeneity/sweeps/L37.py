"""L37 in batches: each layer's pairing by autograd against the differences along the other layers, in integers."""

from claims.core.batches import Changed, Sweep
from claims.instances import network_batch_kinds as k
from claims.instances import network_batch_routes as r
from impl.networks import inner, squared_norm

INDEPENDENT = Sweep(
    family=k.with_cotangents(),
    route="torch autograd of <c, f> on distinct networks with two outputs, paired with layer h",
    judge="differences of <c, f> along every other layer in integers, without torch",
    equations="one equation an ordered pair of layers of one network at one point with one cotangent",
    file=__file__,
    parts={
        "gradients": k.vector_gradients,
        "quotients": lambda s: [s.along(h) for h in s.layers],
        "pair": lambda w, g: inner(w.detach(), g),
    },
    mutants={
        "squared norms": Changed({"pair": lambda w, g: squared_norm(g)}),
        "W_h transposed": Changed({"pair": r.transposed}),
        "A_H dropped": Changed({"gradients": lambda s: k.vector_by_masks(s, r.last_dropped(s))}),
        "any pattern": Changed({"gradients": k.with_any_pattern, "quotients": k.along_with_any_pattern}),
    },
)
