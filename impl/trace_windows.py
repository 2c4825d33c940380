"""Rules for what slides a window over one or two axes: convolutions, max and average pooling, padding.

Torch cuts the windows itself: `unfold` moves labels of the entries (0: padding), and the entries follow, so no index arithmetic is
repeated here. Averages are exact: a mean of nine entries has the coefficients 1/9, where torch rounds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from typing import Any, NamedTuple

import numpy as np
import torch
from flint import fmpq

from impl.expressions import Node, Unsupported, affine, constant, maximum
from impl.trace_arrays import Call, Nodes, exact, is_nodes, nodes


class Windows(NamedTuple):
    """The entries, label 0 first (a filler for padding); labels (N, C, K, L): L windows of K entries; spatial: their shape; batched or not."""

    entries: Nodes
    labels: np.ndarray
    spatial: tuple[int, ...]
    batched: bool


def windows(x: Nodes, kernel: Any, stride: Any, padding: Any, dilation: Any, dims: int) -> Windows:
    """The windows of x, shape ([N,] C, W) or ([N,] C, H, W). Raises `Unsupported` for padding by name and other shapes."""
    if isinstance(padding, str):
        if padding != "valid":
            raise Unsupported(f"padding={padding!r}; give numbers")
        padding = 0
    if x.ndim not in (dims + 1, dims + 2):
        raise Unsupported(f"an input of {x.ndim} axes")
    batched = x.ndim == dims + 2
    shape = x.shape if batched else (1, *x.shape)
    size, step, margin, gap = (_pair(v, dims) for v in (kernel, stride, padding, dilation))
    labels = torch.arange(1, x.size + 1, dtype=torch.float64).reshape(shape if dims == 2 else (*shape[:2], 1, shape[2]))
    around = [(two if dims == 2 else (filler, two[0])) for two, filler in ((size, 1), (gap, 1), (margin, 0), (step, 1))]
    cut = torch.nn.functional.unfold(labels, around[0], dilation=around[1], padding=around[2], stride=around[3])
    spatial = tuple((w + 2 * m - d * (k - 1) - 1) // s + 1 for w, m, d, k, s in zip(shape[2:], margin, gap, size, step, strict=True))
    found = cut.reshape(shape[0], shape[1], -1, cut.shape[-1]).to(torch.int64).numpy()
    entries = np.empty(x.size + 1, dtype=object)
    entries[0], entries[1:] = constant(0), x.reshape(-1)
    return Windows(entries, found, spatial, batched)


def _pair(value: Any, dims: int) -> tuple[int, ...]:
    given = tuple(int(v) for v in value) if isinstance(value, Sequence) else (int(value),) * dims
    return given * dims if len(given) == 1 else given


def _shaped(found: list[Node], channels: int, w: Windows) -> Nodes:
    array = np.empty(len(found), dtype=object)
    array[:] = found
    shape = (w.labels.shape[0], channels, *w.spatial)
    return array.reshape(shape if w.batched else shape[1:])


def convolution(
    call: Call, input: Any, weight: Any, bias: Any = None, stride: Any = 1, padding: Any = 0, dilation: Any = 1, groups: int = 1, *, dims: int
) -> Nodes:
    """conv1d and conv2d with constant weights (out, in / groups, *kernel) and bias (out,)."""
    if is_nodes(weight):
        raise Unsupported("a traced value as a weight")
    kernel = exact(weight, call.dtype)
    out = kernel.shape[0]
    offsets = np.full(out, fmpq(0), dtype=object) if bias is None else nodes(bias, call)
    w = windows(nodes(input, call), kernel.shape[2:], stride, padding, dilation, dims)
    count, size = w.labels.shape[0], kernel[0].size
    rows = w.labels.reshape(count, groups, size, -1)
    found = []
    for n in range(count):
        for o in range(out):
            factors = [*kernel[o].reshape(-1), 1]
            for at in rows[n, o // (out // groups)].T:
                found.append(affine(factors, [*w.entries[at], offsets[o]]))
    return _shaped(found, out, w)


def _pooled(w: Windows, pool: Callable[[np.ndarray], Node]) -> Nodes:
    count, channels = w.labels.shape[:2]
    return _shaped([pool(at) for n in range(count) for c in range(channels) for at in w.labels[n, c].T], channels, w)


def max_pool(
    call: Call,
    input: Nodes,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
    *,
    dims: int,
) -> Nodes:
    """The largest entry of each window, padding left aside."""
    if ceil_mode or return_indices:
        raise Unsupported("ceil_mode or return_indices")
    w = windows(input, kernel_size, _step(stride, kernel_size), padding, dilation, dims)
    return _pooled(w, lambda at: maximum(*w.entries[at[at > 0]]))


def avg_pool(
    call: Call,
    input: Nodes,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
    *,
    dims: int,
) -> Nodes:
    """The mean of each window; padding counts as zeros, or not at all (count_include_pad=False)."""
    if ceil_mode:
        raise Unsupported("ceil_mode=True")
    w = windows(input, kernel_size, _step(stride, kernel_size), padding, 1, dims)

    def mean(at: np.ndarray) -> Node:
        inside = at[at > 0]
        divisor = divisor_override or (len(at) if count_include_pad else len(inside))
        return affine([fmpq(1, divisor)] * len(inside), w.entries[inside])

    return _pooled(w, mean)


def adaptive(call: Call, input: Nodes, output_size: Any, return_indices: bool = False, *, dims: int, largest: bool) -> Nodes:
    """The largest entry, or the mean, of each of output_size windows an axis, from floor(i n / m) to ceil((i + 1) n / m); None keeps the axis."""
    if return_indices or input.ndim not in (dims + 1, dims + 2):
        raise Unsupported("return_indices" if return_indices else f"an input of {input.ndim} axes")
    given = output_size if isinstance(output_size, Sequence) else (output_size,) * dims
    spatial = input.shape[-dims:]
    wanted = [n if m is None else int(m) for m, n in zip(given, spatial, strict=True)]
    cuts = [[slice(i * n // m, -(-(i + 1) * n // m)) for i in range(m)] for m, n in zip(wanted, spatial, strict=True)]
    planes = input.reshape(-1, *spatial)
    found = []
    for plane in planes:
        for cut in product(*cuts):
            window = list(plane[cut].reshape(-1))
            found.append(maximum(*window) if largest else affine([fmpq(1, len(window))] * len(window), window))
    array = np.empty(len(found), dtype=object)
    array[:] = found
    return array.reshape(*input.shape[:-dims], *wanted)


def _step(stride: Any, kernel: Any) -> Any:
    return kernel if stride is None or (isinstance(stride, Sequence) and not stride) else stride


def padded(call: Call, input: Nodes, pad: Any, mode: str = "constant", value: Any = None) -> Nodes:
    """torch.nn.functional.pad in every mode: new entries are `value` (0), or copies."""
    labels = torch.arange(1, input.size + 1, dtype=torch.float64).reshape(input.shape)
    moved = torch.nn.functional.pad(labels, pad, mode=mode).to(torch.int64).numpy()
    entries = np.empty(input.size + 1, dtype=object)
    entries[0], entries[1:] = constant(exact(0 if value is None else value, call.dtype).item()), input.reshape(-1)
    return entries[moved]
