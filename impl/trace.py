"""A torch function or module as a graph: exactly the function that torch computes, but for rounding; or a refusal by name.

The function is called once on a `Traced` tensor (`impl.traced`), which answers for every operation. What is refused: whatever is
not piecewise affine, comparisons and other uses of the data in Python (a branch would be taken one way only), values cut off from
autograd (detach, no_grad, a custom autograd.Function), operations in place, random numbers, and every operation without a rule.

*Why not torch.fx or torch.export.* Both were tried on the programs that must be told apart (torch 2.13; a test repeats it):

* torch.export refuses branches on data, unrolls loops over entries and shows `no_grad` as a node of its own. But a custom
  autograd.Function leaves no mark: what it computes is inlined, and the derivative that autograd would use is lost. After
  decomposition to core operators `no_grad` is lost as well, and softshrink becomes abs, sign and where: fewer operators, but ones that
  jump. `item()` passes as a symbol. A small program takes about a second, a thousand times as long as here.
* torch.fx refuses branches and loops over entries; both `no_grad` and a custom autograd.Function leave no mark.

A graph that forgets them is that of a function whose gradient autograd does not return, and an audit of it would be wrong. So the
function runs on a tensor type of our own, in which all of these are seen as they happen.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import numpy as np
import torch

from impl.expressions import Node, Unsupported, constant, variables
from impl.piecewise import Graph
from impl.traced import Traced, refuse

__all__ = ["Unsupported", "as_graph", "trace"]

_FORMATS = (torch.float64, torch.float32)


def trace(f: Callable[[torch.Tensor], torch.Tensor], n_or_x: Any) -> Graph:
    """The graph of f, a torch function of one tensor of shape (n,) or a module, with one value: shape () or (1,).

    n_or_x: the number n, or a point of shape (n,). f sees the dtype of x (float64 or float32) where x is a floating tensor, else that
    of the module's parameters, else float64. Raises `Unsupported`, a ValueError, with the operation and file:line.
    """
    x = None if isinstance(n_or_x, int) else _point(n_or_x)
    like = _like(f, n_or_x if x is None else len(x), x)
    n = len(like)
    nodes = np.empty(n, dtype=object)
    nodes[:] = variables(n)
    before = _random_state()
    compiled = torch.compiler.set_stance("force_eager") if "torch._dynamo" in sys.modules else nullcontext()
    with torch.enable_grad(), compiled:
        value = f(Traced.make(nodes, like))
    if _random_state() != before:
        refuse("a random number", "the function is another one at each call (torch.rand, random.random)")
    return Graph(n, _root(value))


def as_graph(f: Any, x: Any) -> Graph:
    """f as a graph of as many inputs as x, shape (n,), has entries: a Graph, a node, a torch function or module.

    Raises ValueError for a Graph of another number of inputs, `Unsupported` for a function that cannot be represented.
    """
    if isinstance(f, Graph):
        return f
    return Graph(len(_point(x)), f) if isinstance(f, Node) else trace(f, x)


def _random_state() -> tuple[Any, ...]:
    return torch.get_rng_state().numpy().tobytes(), random.getstate(), repr(np.random.get_state())


def _point(x: Any) -> Any:
    shape = tuple(x.shape) if hasattr(x, "shape") else (len(x),)
    if len(shape) != 1:
        raise ValueError(f"a point of shape (n,) was asked for, found shape {shape}; allowed: one axis; reshape inside the function")
    return x


def _like(f: Any, n: int, x: Any) -> torch.Tensor:
    """Zeros of shape (n,), in the dtype and on the device that f is to see."""
    if n < 1:
        raise ValueError(f"a function of n = {n} inputs was asked for; allowed: n >= 1")
    seen = [x] if isinstance(x, torch.Tensor) else list(f.parameters()) if isinstance(f, torch.nn.Module) else []
    floating = [t for t in seen if t.dtype.is_floating_point]
    if any(t.dtype not in _FORMATS for t in floating):
        raise Unsupported(f"a function of {', '.join(sorted({str(t.dtype) for t in floating}))} tensors was asked for; supported: float64, float32")
    return torch.zeros(n, dtype=floating[0].dtype if floating else torch.float64, device=floating[0].device if floating else "cpu")


def _root(value: Any) -> Node:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return constant(value)
    if not isinstance(value, torch.Tensor) or value.numel() != 1:
        found = f"shape {tuple(value.shape)}" if isinstance(value, torch.Tensor) else type(value).__name__
        raise Unsupported(f"a function with one value was asked for, found one that returns {found}; supported: shapes () and (1,); pick an entry")
    if not isinstance(value, Traced):
        return constant(value.item())
    if not value.represented or value.nodes is None:
        refuse("a value", "the function returns indices of max or min, or what a custom autograd.Function made")
    found = value.nodes.reshape(-1)[0]
    if not isinstance(found, Node):
        refuse("a comparison", "the function returns whether it holds")
    return found
