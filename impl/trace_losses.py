"""Rules for losses: l1 and those with a hinge. Targets are constants, but for l1_loss; reductions have names.

A mean over N entries has the coefficients 1/N exactly, where torch divides and rounds.
"""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

import numpy as np
import torch
from flint import fmpq

from impl.expressions import Node, Unsupported, absolute, affine, maximum, minimum, relu
from impl.trace_arrays import Call, Nodes, each, exact, is_nodes, nodes, reduced

EPS = torch.nn.PairwiseDistance().eps  # what torch adds where nothing is said


def l1_loss(
    call: Call, input: Any, target: Any, size_average: None = None, reduce: None = None, reduction: str = "mean", weight: None = None
) -> Nodes:
    """|input - target|: reduction "none", "sum" or "mean"."""
    if weight is not None or _given_to(torch.nn.functional.l1_loss, "weight") is not None:
        raise Unsupported("weight=")
    found = each(lambda a, b: absolute(a - b), nodes(input, call), nodes(target, call))
    return _loss(found, size_average, reduce, reduction)


def _given_to(function: Any, argument: str) -> Any:
    """The argument of the innermost call of a torch function: torch 2.13 does not pass the weight of l1_loss on to tensor subclasses."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and frame.f_code is not function.__code__:
        frame = frame.f_back
    return None if frame is None else frame.f_locals.get(argument)


def margin_ranking_loss(
    call: Call, input1: Any, input2: Any, target: Any, margin: float = 0, size_average: None = None, reduce: None = None, reduction: str = "mean"
) -> Nodes:
    """max(0, margin - target * (input1 - input2)), the target constant."""
    if is_nodes(target):
        raise Unsupported("a traced target")
    gap = exact(margin, call.dtype).item()
    found = each(lambda a, b, t: relu(gap - (a - b) * t), nodes(input1, call), nodes(input2, call), exact(target, call.dtype))
    return _loss(found, size_average, reduce, reduction)


def _loss(entries: Nodes, size_average: Any, reduce: Any, reduction: str) -> Nodes:
    if size_average is not None or reduce is not None or reduction not in ("none", "sum", "mean"):
        raise Unsupported('size_average=, reduce= or a coded reduction; say reduction="none", "sum" or "mean"')
    if reduction == "none":
        return entries
    return reduced(_sum if reduction == "sum" else _mean, entries, None, False)


def hinge_embedding_loss(
    call: Call, input: Nodes, target: Any, margin: float = 1.0, size_average: None = None, reduce: None = None, reduction: str = "mean"
) -> Nodes:
    """input where the target is 1, max(0, margin - input) where it is -1; torch gives other targets both or neither, which is refused."""
    _constant(target)
    gap, signs = exact(margin, call.dtype).item(), exact(target, call.dtype)
    if any(sign not in (1, -1) for sign in signs.reshape(-1)):
        raise Unsupported("a target other than 1 and -1")
    return _loss(each(lambda a, t: a if t == 1 else relu(gap - a), input, signs), size_average, reduce, reduction)


def multi_margin_loss(
    call: Call,
    input: Nodes,
    target: Any,
    p: Any = 1,
    margin: float = 1.0,
    weight: Any = None,
    size_average: None = None,
    reduce: None = None,
    reduction: str = "mean",
) -> Nodes:
    """sum_{j != y} weight_y max(0, margin - x_y + x_j) / C for each row x, shape (C,), with the class y: p = 1 only."""
    _constant(target)
    if p != 1:
        raise Unsupported(f"p={p}, which is curved")
    gap, rows, classes = exact(margin, call.dtype).item(), input.reshape(-1, input.shape[-1]), torch.as_tensor(target).reshape(-1).tolist()
    weights = np.full(rows.shape[1], fmpq(1), dtype=object) if weight is None else exact(weight, call.dtype)
    found = np.empty(len(rows), dtype=object)
    for i, (row, y) in enumerate(zip(rows, classes, strict=True)):
        others = [relu(gap - row[y] + a) for j, a in enumerate(row) if j != y]
        found[i] = affine([weights[y] / len(row)] * len(others), others)
    return _loss(found.reshape(input.shape[:-1]), size_average, reduce, reduction)


def multilabel_margin_loss(call: Call, input: Nodes, target: Any, size_average: None = None, reduce: None = None, reduction: str = "mean") -> Nodes:
    """sum of max(0, 1 - (x_j - x_i)) / C over the labels j before the first -1 and all i that are no labels."""
    _constant(target)
    rows, labels = input.reshape(-1, input.shape[-1]), torch.as_tensor(target).reshape(-1, input.shape[-1]).tolist()
    found = np.empty(len(rows), dtype=object)
    for i, (row, listed) in enumerate(zip(rows, labels, strict=True)):
        wanted = listed[: listed.index(-1)] if -1 in listed else listed
        terms = [relu(1 - row[j] + a) for j in wanted for k, a in enumerate(row) if k not in wanted]
        found[i] = affine([fmpq(1, len(row))] * len(terms), terms)
    return _loss(found.reshape(input.shape[:-1]), size_average, reduce, reduction)


def pairwise_distance(call: Call, x1: Any, x2: Any, p: Any = 2.0, eps: float = EPS, keepdim: bool = False) -> Nodes:
    """The sum (p = 1) or maximum (p = inf) of |x1 - x2 + eps| along the last axis; eps as torch has it."""
    return reduced(_norm(p), _apart(call, x1, x2, eps), -1, keepdim)


def dist(call: Call, input: Any, other: Any, p: Any = 2) -> Nodes:
    """The norm of order 1 or inf of input - other, all entries together."""
    return reduced(_norm(p), _apart(call, input, other, 0), None, False)


def triplet_margin_loss(
    call: Call,
    anchor: Any,
    positive: Any,
    negative: Any,
    margin: float = 1.0,
    p: Any = 2,
    eps: float = EPS,
    swap: bool = False,
    size_average: None = None,
    reduce: None = None,
    reduction: str = "mean",
) -> Nodes:
    """max(0, margin + d(anchor, positive) - d(anchor, negative)), d of order 1 or inf; swap: the nearer of d(positive, negative)."""
    near, far = (pairwise_distance(call, anchor, other, p, eps) for other in (positive, negative))
    if swap:
        far = each(minimum, far, pairwise_distance(call, positive, negative, p, eps))
    gap = exact(margin, call.dtype).item()
    return _loss(each(lambda a, b: relu(gap + a - b), near, far), size_average, reduce, reduction)


def _apart(call: Call, a: Any, b: Any, eps: float) -> Nodes:
    shift = exact(eps, call.dtype).item()
    return each(lambda u, v: absolute(u - v + shift), nodes(a, call), nodes(b, call))


def _norm(p: Any) -> Any:
    if p == 1:
        return _sum
    if p == float("inf"):
        return lambda row: maximum(*row)
    raise Unsupported(f"a distance of order {p!r}, which is not among the piecewise affine ones (1, inf)")


def _constant(target: Any) -> None:
    if is_nodes(target):
        raise Unsupported("a traced target")


def _sum(row: Any) -> Node:
    return affine([1] * len(row), row)


def _mean(row: Any) -> Node:
    if not row:
        raise Unsupported("the mean of no entries")
    return affine([fmpq(1, len(row))] * len(row), row)
