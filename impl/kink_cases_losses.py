"""Cases of the kink ledger: norms, distances and losses at their kinks."""

from __future__ import annotations

from impl.kink_case import Case

_ONE, _LARGEST = "abs(x0) + abs(x1)", "max(abs(x0), abs(x1))"
_APART = "abs(x0 - x2) + abs(x1 - x3)"
_FAR = "max(abs(x0 - x2), abs(x1 - x3))"
_COLUMNS, _ROWS = "max(abs(x0) + abs(x2), abs(x1) + abs(x3))", "max(abs(x0) + abs(x1), abs(x2) + abs(x3))"
_AT = "torch.stack([x[0], 0 * x[0]]).reshape(1, 1, 1, 2)"
_BORDER = f"F.grid_sample(x.new_tensor([[[[0, 0, 2]]]]), {_AT}, padding_mode='border', align_corners=True).sum()"
_PAIR = "x[:2].reshape(1, 2), x[2:].reshape(1, 2)"

NORMS = (
    Case("vector_norm, order 1", "at 0", "torch.linalg.vector_norm(x, 1)", (0, 0), _ONE),
    Case("vector_norm, order 1", "one entry 0", "torch.linalg.vector_norm(x, 1)", (0, -2), _ONE),
    Case("vector_norm, order inf", "at 0", "torch.linalg.vector_norm(x, inf)", (0, 0), _LARGEST),
    Case("vector_norm, order inf", "moduli tie", "torch.linalg.vector_norm(x, inf)", (1, -1), _LARGEST),
    Case("vector_norm, order -inf", "moduli tie", "torch.linalg.vector_norm(x, -inf)", (1, -1), "min(abs(x0), abs(x1))"),
    Case("vector_norm, order -inf", "at 0", "torch.linalg.vector_norm(x, -inf)", (0, 0), "min(abs(x0), abs(x1))"),
    Case("vector_norm, order 2, of one entry", "at 0", "torch.linalg.vector_norm(x)", (0,), "abs(x0)"),
    Case("norm, order 1", "at 0", "x.norm(1)", (0, 0), _ONE),
    Case("norm, order inf", "moduli tie", "x.norm(inf)", (-1, 1), _LARGEST),
    Case("norm, order 2, of one entry", "at 0", "x.norm()", (0,), "abs(x0)"),
    Case(
        "matrix_norm, order 1",
        "columns tie",
        "torch.linalg.matrix_norm(x.reshape(2, 2), 1)",
        (1, 2, -2, 1),
        _COLUMNS,
    ),
    Case("matrix_norm, order inf", "at 0", "torch.linalg.matrix_norm(x.reshape(2, 2), inf)", (0, 0, 0, 0), _ROWS),
    Case("std of two entries", "both tie", "x.std(correction=0)", (1, 1), "abs(x0 - x1) / 2"),
    Case("renormed by order 1", "inside the ball", "torch.renorm(x.reshape(1, 2), 1, 0, 4.0).sum()", (1, 1), "x0 + x1"),
)

DISTANCES = (
    Case("cdist, p = 1", "the points are equal", f"torch.cdist({_PAIR}, p=1.0)[0, 0]", (1, 2, 1, 2), _APART),
    Case("cdist, p = 1", "one coordinate ties", f"torch.cdist({_PAIR}, p=1.0)[0, 0]", (1, 2, 1, 0), _APART),
    Case("cdist, p = inf", "coordinates tie", f"torch.cdist({_PAIR}, p=inf)[0, 0]", (1, 2, 0, 1), _FAR),
    Case("cdist, p = inf", "the points are equal", f"torch.cdist({_PAIR}, p=inf)[0, 0]", (1, 2, 1, 2), _FAR),
    Case("cdist, p = 2, on a line", "the points are equal", "torch.cdist(x[:1].reshape(1, 1), x[1:].reshape(1, 1))[0, 0]", (1, 1), "abs(x0 - x1)"),
    Case("pdist, p = 1", "the points are equal", "F.pdist(x.reshape(2, 2), 1.0)[0]", (1, 2, 1, 2), _APART),
    Case("pdist, p = inf", "coordinates tie", "F.pdist(x.reshape(2, 2), inf)[0]", (1, 2, 0, 1), _FAR),
    Case("dist, p = 1", "the points are equal", "torch.dist(x[:2], x[2:], 1)", (1, 2, 1, 2), _APART),
    Case("dist, p = inf", "coordinates tie", "torch.dist(x[:2], x[2:], inf)", (1, 2, 0, 1), _FAR),
    Case("dist, p = 2, on a line", "the points are equal", "torch.dist(x[:1], x[1:])", (1, 1), "abs(x0 - x1)"),
    Case("pairwise_distance, p = 1", "the points are equal", f"F.pairwise_distance({_PAIR}, p=1.0, eps=0.0)[0]", (1, 2, 1, 2), _APART),
    Case("grid_sample", "on a pixel", f"F.grid_sample(x.new_tensor([[[[0, 1, 0]]]]), {_AT}, align_corners=True).sum()", (0,), "max(0, 1 - abs(x0))"),
    Case(
        "grid_sample",
        "at the border",
        _BORDER,
        (1,),
        "2 * clamp(x0, 0, 1)",
    ),
)

_TARGET = "x.new_tensor([1, -1])"
_HINGE = "F.multi_margin_loss(x.reshape(1, 4), torch.tensor([0], device=x.device))"
_PAIRS = "(relu(1 - x0 + x1) + relu(1 - x0 + x3) + relu(1 - x2 + x1) + relu(1 - x2 + x3)) / 4"
_LABELS = "F.multilabel_margin_loss(x.reshape(1, 4), torch.tensor([[0, 2, -1, 1]], device=x.device))"
_TRIPLET = "F.triplet_margin_loss(x[:1].reshape(1, 1), x[1:2].reshape(1, 1), x[2:].reshape(1, 1), margin=1.0, p=1.0, eps=0.0)"

LOSSES = (
    Case("l1_loss", "target met", f"F.l1_loss(x, {_TARGET}, reduction='sum')", (1, -1), "abs(x0 - 1) + abs(x1 + 1)"),
    Case("l1_loss, mean", "target met once", f"F.l1_loss(x, {_TARGET})", (1, 0), "abs(x0 - 1) / 2 + abs(x1 + 1) / 2"),
    Case("l1_loss, both traced", "they tie", "F.l1_loss(x[0], x[1])", (1, 1), "abs(x0 - x1)"),
    Case("smooth_l1_loss, beta 0", "target met", f"F.smooth_l1_loss(x, {_TARGET}, reduction='sum', beta=0.0)", (1, -1), "abs(x0 - 1) + abs(x1 + 1)"),
    Case("smooth_l1_loss, beta 1", "at beta", "F.smooth_l1_loss(x[0], x.new_tensor(0.0))", (1,), "x0 - 1/2", germ=True),
    Case("smooth_l1_loss, beta 1", "target met", "F.smooth_l1_loss(x[0], x.new_tensor(0.0))", (0,), "0 * x0", germ=True),
    Case("huber_loss, delta 2", "at -delta", "F.huber_loss(x[0], x.new_tensor(0.0), delta=2.0)", (-2,), "-2 * x0 - 2", germ=True),
    Case("hinge_embedding_loss, target -1", "at the margin", "F.hinge_embedding_loss(x, x.new_tensor([-1]))", (1,), "max(0, 1 - x0)"),
    Case("hinge_embedding_loss, margin 0", "at 0", "F.hinge_embedding_loss(x, x.new_tensor([-1]), margin=0.0)", (0,), "max(0, -x0)"),
    Case("margin_ranking_loss", "the inputs tie", "F.margin_ranking_loss(x[0], x[1], x.new_tensor(1.0))", (1, 1), "max(0, x1 - x0)"),
    Case("margin_ranking_loss", "at the margin", "F.margin_ranking_loss(*x, x.new_tensor(-1.0), margin=0.5)", (0, 0.5), "max(0, x0 - x1 + 1/2)"),
    Case("multi_margin_loss", "one class at the margin", _HINGE, (1, 0, -1, -2), "(relu(1 - x0 + x1) + relu(1 - x0 + x2) + relu(1 - x0 + x3)) / 4"),
    Case("multi_margin_loss", "three classes at the margin", _HINGE, (1, 0, 0, 0), "(relu(1 - x0 + x1) + relu(1 - x0 + x2) + relu(1 - x0 + x3)) / 4"),
    Case(
        "multilabel_margin_loss",
        "at the margin",
        _LABELS,
        (1, 0, 1, 0),
        _PAIRS,
    ),
    Case("triplet_margin_loss, p = 1", "at the margin", _TRIPLET, (0, 1, 2), "relu(abs(x0 - x1) - abs(x0 - x2) + 1)"),
    Case("triplet_margin_loss, p = 1", "all three tie", _TRIPLET, (1, 1, 1), "relu(abs(x0 - x1) - abs(x0 - x2) + 1)"),
    Case("hinge by relu", "at the margin", "torch.relu(1 - x[0])", (1,), "max(0, 1 - x0)"),
    Case("pinball loss, 1/4", "target met", "torch.maximum(0.25 * x[0], -0.75 * x[0])", (0,), "max(1/4 * x0, -3/4 * x0)"),
    Case("insensitive loss", "at its width", "torch.relu(x[0].abs() - 0.5)", (-0.5,), "relu(abs(x0) - 1/2)"),
    Case("insensitive loss, width 0", "target met", "torch.relu(x[0].abs())", (0,), "abs(x0)"),
)

CASES = (*NORMS, *DISTANCES, *LOSSES)
