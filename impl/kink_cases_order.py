"""Cases of the kink ledger: maxima, minima, order statistics and pools where entries tie."""

from __future__ import annotations

from impl.kink_case import Case, every, names, smallest

_TIES: tuple[tuple[str, tuple[float, ...]], ...] = (("two tie", (1, 1, -2)), ("three tie", (1, 1, 1)), ("all are 0", (0, 0, 0)))


def _each(operation: str, program: str, definition: str, ties: tuple[tuple[str, tuple[float, ...]], ...] = _TIES) -> tuple[Case, ...]:
    return tuple(Case(operation, situation, program, point, definition) for situation, point in ties)


_INTO = "torch.tensor([0, 0, 0], device=x.device)"
_BAG = "F.embedding_bag(torch.tensor([[0, 1, 2]], device=x.device), x.reshape(3, 1), mode='max')[0, 0]"
_MAX, _MIN = every(names(3), "max"), every(names(3), "min")
_LOW = tuple((situation, tuple(-a for a in point)) for situation, point in _TIES[:2])
_MID = (("the middle ties above", (0, 1, 1)), ("the middle ties below", (1, 0, 0)), ("all tie", (2, 2, 2)))

EXTREMA = (
    *_each("amax", "x.amax()", _MAX),
    *_each("amax, over an axis", "x.reshape(1, 3).amax(1)[0]", _MAX),
    *_each("max", "x.max()", _MAX),
    *_each("max, over an axis", "x.max(0).values", _MAX),
    *_each("amin", "x.amin()", _MIN, _LOW),
    *_each("min", "x.min()", _MIN, _LOW),
    *_each("min, over an axis", "x.min(0).values", _MIN, _LOW),
    *_each("aminmax", "torch.sub(*reversed(x.aminmax()))", f"{_MAX} - {_MIN}", _TIES[1:2]),
    Case("maximum", "both tie", "torch.maximum(x[0], x[1])", (1, 1), "max(x0, x1)"),
    Case("minimum", "both tie", "torch.minimum(x[0], x[1])", (1, 1), "min(x0, x1)"),
    Case("max of two tensors", "both tie", "torch.max(x[:1], x[1:])[0]", (0, 0), "max(x0, x1)"),
    Case("min of two tensors", "both tie", "torch.min(x[:1], x[1:])[0]", (0, 0), "min(x0, x1)"),
    Case("fmax", "both tie", "torch.fmax(x[0], x[1])", (1, 1), "max(x0, x1)"),
    Case("fmin", "both tie", "torch.fmin(x[0], x[1])", (1, 1), "min(x0, x1)"),
    Case("Python's max", "both tie", "max(x[0], x[1])", (1, 1), "max(x0, x1)"),
    Case("where x > y, else y", "both tie", "torch.where(x[0] > x[1], x[0], x[1])", (1, 1), "max(x0, x1)"),
    Case("cummax", "two tie", "torch.cummax(x, 0).values.sum()", (0, 1, 1), "x0 + max(x0, x1) + max(x0, x1, x2)"),
    Case("cummin", "three tie", "torch.cummin(x, 0).values.sum()", (1, 1, 1), "x0 + min(x0, x1) + min(x0, x1, x2)"),
    Case("scatter_reduce amax", "two tie", f"x.new_zeros(1).scatter_reduce(0, {_INTO}, x, 'amax', include_self=False)[0]", (1, 1, 0), _MAX),
    Case("scatter_reduce amax", "with itself", f"x.new_zeros(1).scatter_reduce(0, {_INTO}, x, 'amax')[0]", (0, 0, -1), "max(x0, x1, x2, 0)"),
    Case("scatter_reduce amin", "three tie", f"x.new_zeros(1).scatter_reduce(0, {_INTO}, x, 'amin', include_self=False)[0]", (1, 1, 1), _MIN),
    Case("index_reduce amax", "two tie", f"x.new_zeros(1).index_reduce(0, {_INTO}, x, 'amax', include_self=False)[0]", (1, 1, 0), _MAX),
    Case("segment_reduce max", "two tie", "torch.segment_reduce(x, 'max', lengths=torch.tensor([3], device=x.device))[0]", (1, 1, 0), _MAX),
    Case(
        "embedding_bag max",
        "two tie",
        _BAG,
        (1, 1, 0),
        _MAX,
    ),
)

_SORTED = f"{smallest(1, names(3))} + 2 * {smallest(2, names(3))} + 4 * {smallest(3, names(3))}"
_WEIGHTS = "x.new_tensor([1, 2, 4])"

ORDER = (
    *_each("sort", f"x.sort().values @ {_WEIGHTS}", _SORTED, _MID),
    *_each("sort, stable", f"x.sort(stable=True).values @ {_WEIGHTS}", _SORTED, _MID[2:]),
    *_each("sort, descending", f"x.sort(descending=True).values.flip(0) @ {_WEIGHTS}", _SORTED, _MID[:1]),
    *_each("msort", f"torch.msort(x) @ {_WEIGHTS}", _SORTED, _MID[1:2]),
    *_each("topk, 1 of 3", "x.topk(1).values[0]", _MAX),
    *_each("topk, 2 of 3", "x.topk(2).values @ x.new_tensor([2, 1])", f"2 * {_MAX} + {smallest(2, names(3))}", _MID),
    *_each("kthvalue, 1 of 3", "x.kthvalue(1).values", _MIN, _LOW),
    *_each("kthvalue, 2 of 3", "x.kthvalue(2).values", smallest(2, names(3)), _MID),
    *_each("median", "x.median()", smallest(2, names(3)), _MID),
    *_each("median, over an axis", "x.median(0).values", smallest(2, names(3)), _MID[2:]),
    *_each("nanmedian", "x.nanmedian()", smallest(2, names(3)), _MID[:1]),
    *_each("quantile 1/2", "x.quantile(0.5)", smallest(2, names(3)), _MID),
    *_each("quantile 1/4", "x.quantile(0.25)", f"({smallest(1, names(3))} + {smallest(2, names(3))}) / 2", _MID),
    Case("median of 4", "the lower two tie", "x.median()", (0, 0, 1, 2), smallest(2, names(4))),
    Case("median of 4", "the middle two tie", "x.median()", (0, 1, 1, 2), smallest(2, names(4))),
)

_WINDOWS = "max(x0, x1, x2) + max(x1, x2, x3)"
_SQUARE = every(names(4), "max")

POOLS = (
    Case("max_pool1d", "two tie", "F.max_pool1d(x.reshape(1, 1, 2), 2).sum()", (1, 1), "max(x0, x1)"),
    Case("max_pool1d", "windows overlap, two tie", "F.max_pool1d(x.reshape(1, 1, 4), 3, 1).sum()", (0, 1, 1, 0), _WINDOWS),
    Case("max_pool1d", "windows overlap, all are 0", "F.max_pool1d(x.reshape(1, 1, 4), 3, 1).sum()", (0, 0, 0, 0), _WINDOWS),
    Case("max_pool2d", "two tie", "F.max_pool2d(x.reshape(1, 1, 2, 2), 2).sum()", (1, 0, 0, 1), _SQUARE),
    Case("max_pool2d", "four are 0", "F.max_pool2d(x.reshape(1, 1, 2, 2), 2).sum()", (0, 0, 0, 0), _SQUARE),
    Case("max_pool2d", "with padding, all below", "F.max_pool2d(x.reshape(1, 1, 2, 2), 3, padding=1).sum()", (-1, -1, -1, -1), _SQUARE),
    Case("max_pool2d after relu", "four are 0", "F.max_pool2d(torch.relu(x).reshape(1, 1, 2, 2), 2).sum()", (0, 0, 0, 0), "max(0, x0, x1, x2, x3)"),
    Case("max_pool3d", "two tie", "F.max_pool3d(x.reshape(1, 1, 1, 2, 2), (1, 2, 2)).sum()", (1, 1, 0, 0), _SQUARE),
    Case("adaptive_max_pool1d", "two tie", "F.adaptive_max_pool1d(x.reshape(1, 1, 4), 1).sum()", (1, 0, 1, 0), _SQUARE),
    Case("adaptive_max_pool2d", "four are 0", "F.adaptive_max_pool2d(x.reshape(1, 1, 2, 2), 1).sum()", (0, 0, 0, 0), _SQUARE),
    Case("lp_pool1d, p = 1", "at 0", "F.lp_pool1d(x.reshape(1, 1, 2), 1.0, 2).sum()", (0, 0), "x0 + x1"),
    Case("lp_pool1d, p = 1", "the sum is 0", "F.lp_pool1d(x.reshape(1, 1, 2), 1.0, 2).sum()", (1, -1), "x0 + x1"),
)

CASES = (*EXTREMA, *ORDER, *POOLS)
