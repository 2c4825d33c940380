"""Tracing: every operation agrees with torch exactly on dyadic inputs; everything else is refused, by name and place."""

from __future__ import annotations

import math
import random
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from impl.expressions import Node
from impl.piecewise import Graph, evaluate, parse, relu, variables
from impl.rationals import fraction
from impl.trace import Unsupported, as_graph, trace

M = torch.tensor([[1.0, -2.0, 0.5, 3.0], [0.25, 0.0, -1.0, 2.0]], dtype=torch.float64)
C = torch.tensor([1.0, -0.5, 2.0, 0.75], dtype=torch.float64)
ROW = torch.tensor([[2.0, -1.0]], dtype=torch.float64)

# Each takes x of shape (4,), float64, and gives a tensor of any shape; the test sums it up with distinct weights.
OPERATIONS = {
    "relu": torch.relu,
    "F.relu": F.relu,
    "x.relu": lambda x: x.relu(),
    "relu6": lambda x: F.relu6(4 * x),
    "abs": torch.abs,
    "x.abs": lambda x: x.abs(),
    "abs(x)": abs,
    "absolute": torch.absolute,
    "leaky_relu": lambda x: F.leaky_relu(x, 0.25),
    "leaky_relu, slope > 1": lambda x: F.leaky_relu(x, 2.0),
    "leaky_relu, negative slope": lambda x: F.leaky_relu(x, negative_slope=-0.5),
    "hardtanh": F.hardtanh,
    "hardtanh, bounds": lambda x: F.hardtanh(x, -0.5, 0.25),
    "clamp": lambda x: x.clamp(-0.5, 1),
    "clamp, min": lambda x: torch.clamp(x, min=0.25),
    "clamp, max": lambda x: x.clamp(max=0.25),
    "clamp, crossed": lambda x: x.clamp(1, -1),
    "clamp, tensors": lambda x: torch.clamp(x, -C.abs(), C),
    "clamp, traced bound": lambda x: torch.clamp(x, min=-x.abs() + 1),
    "clip": lambda x: torch.clip(x, 0, 1),
    "clamp_min": lambda x: x.clamp_min(0),
    "clamp_max": lambda x: torch.clamp_max(x, 0.5),
    "maximum": lambda x: torch.maximum(x, C),
    "maximum, both": lambda x: torch.maximum(x[:2], x[2:]),
    "minimum": lambda x: x.minimum(C),
    "max(x, y)": lambda x: torch.max(x, C),
    "min(y, x)": lambda x: torch.min(C, x),
    "max()": lambda x: x.max(),
    "min()": torch.min,
    "max(dim)": lambda x: x.view(2, 2).max(1).values,
    "max(dim), unpacked": lambda x: torch.max(x.view(2, 2), dim=0, keepdim=True)[0],
    "min(dim)": lambda x: torch.min(x.reshape(2, 2), -1).values,
    "amax": lambda x: x.amax(),
    "amax(dim)": lambda x: torch.amax(x.view(2, 2), dim=(1,), keepdim=True),
    "amin(dims)": lambda x: x.view(1, 2, 2).amin((0, 2)),
    "sum": torch.sum,
    "sum(dim)": lambda x: x.view(2, 2).sum(0),
    "sum(dims, keepdim)": lambda x: x.view(1, 2, 2).sum(dim=(0, -1), keepdim=True),
    "mean": lambda x: x.mean(),
    "mean(dim)": lambda x: torch.mean(x.view(2, 2), 1),
    "python sum": sum,
    "+": lambda x: x + C + 1 + (2 + x),
    "add, alpha": lambda x: torch.add(x, C, alpha=2) + C.add(x, alpha=-1),
    "-": lambda x: x - C - (1 - x) - (C - x),
    "sub, alpha": lambda x: torch.sub(C, x, alpha=0.5),
    "rsub": lambda x: torch.rsub(x, C, alpha=2),
    "-x": lambda x: -x + torch.neg(x) - (+x),
    "*": lambda x: 3 * x * C * 0.5,
    "mul": lambda x: torch.mul(C, x).multiply(2),
    "mul, constants": lambda x: (x - x + 2) * x,
    "/": lambda x: x / 4 / torch.tensor(0.5, dtype=x.dtype),
    "matmul": lambda x: torch.matmul(M, x),
    "W @ x": lambda x: M @ x,
    "x @ W": lambda x: x @ M.T,
    "x @ v": lambda x: x @ C,
    "v @ X": lambda x: ROW[0] @ x.view(2, 2),
    "X @ W": lambda x: x.view(2, 2) @ M,
    "mm": lambda x: torch.mm(M, x.view(4, 1)),
    "mv": lambda x: torch.mv(M, x),
    "dot": lambda x: torch.dot(x, C),
    "bmm": lambda x: torch.bmm(x.view(2, 1, 2), M.view(2, 2, 2)),
    "matmul, batched": lambda x: M.view(2, 2, 2) @ x.view(2, 2),
    "linear": lambda x: F.linear(x, M, torch.tensor([1.0, -1.0], dtype=x.dtype)),
    "linear, rows": lambda x: F.linear(x.view(2, 2), ROW),
    "x[i]": lambda x: x[1],
    "x[-1]": lambda x: x[-1],
    "x[1:3]": lambda x: x[1:3],
    "x[::2]": lambda x: x[::2],
    "x[None, ..., 0]": lambda x: x.view(2, 2)[None, ..., 0],
    "x[[3, 0]]": lambda x: x[[3, 0]],
    "x[tensor]": lambda x: x[torch.tensor([[2, 2], [0, 1]])],
    "x[array]": lambda x: x[np.array([3, 1])],
    "x[mask]": lambda x: x[torch.tensor([True, False, True, False])],
    "iteration": lambda x: torch.stack([a * i for i, a in enumerate(x, 1)]),
    "unpacking": lambda x: torch.cat([a.view(1) for a in (lambda p, *q: q)(*x)]),
    "reshape": lambda x: x.reshape(2, 2).T.reshape(-1),
    "view": lambda x: x.view(-1, 2).t(),
    "flatten": lambda x: x.view(2, 2).flatten(),
    "torch.flatten": lambda x: torch.flatten(x.view(1, 2, 2), 1),
    "squeeze": lambda x: x.view(1, 4, 1).squeeze().unsqueeze(1),
    "unsqueeze": lambda x: torch.unsqueeze(x, 0).mT,
    "permute": lambda x: x.view(1, 2, 2).permute(2, 0, 1),
    "transpose": lambda x: x.view(2, 2).transpose(0, 1) + torch.swapaxes(x.view(2, 2), 0, 1),
    "expand": lambda x: x.view(4, 1).expand(4, 3),
    "repeat": lambda x: x.repeat(2),
    "flip, roll": lambda x: x.flip(0) + torch.roll(x, 1),
    "cat": lambda x: torch.cat([x, C[:2], x[:1]]),
    "stack": lambda x: torch.stack([x, C], dim=1),
    "hstack, vstack": lambda x: torch.hstack([x, x]) + torch.vstack([x.view(1, 4), C.view(1, 4)]).reshape(-1),
    "split": lambda x: torch.cat(tuple(reversed(x.split(3)))),
    "chunk": lambda x: torch.chunk(x, 2)[1],
    "unbind": lambda x: torch.unbind(x.view(2, 2), 1)[0],
    "select, narrow": lambda x: x.view(2, 2).select(0, 1) + x.narrow(0, 1, 2),
    "index_select": lambda x: x.index_select(0, torch.tensor([1, 1, 0])),
    "clone, contiguous": lambda x: x.view(2, 2).t().contiguous().clone(),
    "double": lambda x: x.double().to(torch.float64),
    "broadcasting": lambda x: x.view(4, 1) + x.view(1, 4),
    "zeros_like": lambda x: torch.maximum(x, torch.zeros_like(x)) + torch.ones_like(x) + torch.full_like(x, 2),
    "new_tensor": lambda x: x + x.new_tensor([1, 2, 3, 4.5]) + x.new_zeros(4) + x.new_ones(()) + x.new_full((1,), 3),
    "constant": lambda x: C.sum() + 0 * x[0],
    "shape": lambda x: x.sum() * x.shape[0] + x.size(0) + x.dim() + len(x) + x.numel() + x.ndim,
    "enable_grad": lambda x: torch.enable_grad()(torch.relu)(x),
    "checkpoint": lambda x: torch.utils.checkpoint.checkpoint(torch.relu, x, use_reentrant=False),
    "compiled": lambda x: torch.nn.functional.relu(x).add(1),
}

POINTS = [[0, 0, 0, 0], [1, -1, 0.5, -0.25], [-2, 0.75, 0.75, 3], [0.25, 0.25, -0.5, -0.5], [-0.125, 2, -3, 1]]


def weighted(f):
    """f with one value: its entries, each times another power of two."""

    def g(x):
        flat = f(x).reshape(-1)
        return flat @ torch.tensor([2.0 ** (i % 5) for i in range(flat.numel())], dtype=flat.dtype)

    return g


@pytest.mark.parametrize("name", OPERATIONS)
def test_operation_agrees_with_torch_exactly(name):
    f = weighted(OPERATIONS[name])
    found = trace(f, 4)
    for x in POINTS:
        assert fraction(evaluate(found, x)) == Fraction(f(torch.tensor(x, dtype=torch.float64)).item()), f"{name} at {x}: {found}"


MODULES = {
    "Linear": lambda: nn.Linear(3, 1),
    "Sequential": lambda: nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2), nn.LeakyReLU(0.25), nn.Linear(2, 1)),
    "Hardtanh": lambda: nn.Sequential(nn.Linear(3, 2), nn.Hardtanh(-0.5, 0.5), nn.Linear(2, 1, bias=False)),
    "ReLU6": lambda: nn.Sequential(nn.Linear(3, 2), nn.ReLU6(), nn.Linear(2, 1)),
    "Flatten": lambda: nn.Sequential(nn.Unflatten(0, (1, 3)), nn.Flatten(0), nn.Identity(), nn.Linear(3, 1)),
}


def dyadic(module, halvings=3):
    with torch.no_grad():
        for p in module.parameters():
            p.copy_(torch.round(p * 2**halvings) / 2**halvings)
    return module


@pytest.mark.parametrize("name", MODULES)
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_module_agrees_with_torch_exactly(name, dtype):
    torch.manual_seed(0)
    net = dyadic(MODULES[name]()).to(dtype)
    found = trace(net, 3)
    for x in ([0, 0, 0], [1, -1, 0.5], [-2, 0.75, 3]):
        assert fraction(evaluate(found, x)) == Fraction(net(torch.tensor(x, dtype=dtype)).item())


def test_a_user_module_with_a_residual_connection():
    class Residual(nn.Module):
        def __init__(self):
            super().__init__()
            self.body = nn.Sequential(nn.Linear(2, 2), nn.ReLU())
            self.head = nn.Linear(2, 1)

        def forward(self, x):
            return self.head(x + self.body(x)).squeeze()

    torch.manual_seed(1)
    net = dyadic(Residual())
    assert fraction(evaluate(trace(net, 2), [0.5, -1])) == Fraction(net(torch.tensor([0.5, -1])).item())


def test_constants_are_taken_at_the_value_torch_uses():
    assert str(trace(lambda x: 0.1 * x[0], torch.zeros(1, dtype=torch.float64))) == "3602879701896397/36028797018963968*x0"
    assert str(trace(lambda x: 0.1 * x[0], torch.zeros(1))) == "13421773/134217728*x0"  # beside a float32 tensor torch uses float32's 0.1
    assert str(trace(lambda x: x.sum() / 3, 1)) == "1/3*x0"
    assert str(trace(lambda x: x.mean(), 3)) == "1/3*x0 + 1/3*x1 + 1/3*x2"


def test_widening_is_exact_and_rounding_refused():
    assert str(trace(lambda x: x.double().sum(), torch.zeros(2))) == "x0 + x1"
    with pytest.raises(Unsupported, match="rounds to"):
        trace(lambda x: x.float().sum(), 2)


def test_the_graph_says_what_was_written():
    assert repr(trace(lambda x: torch.relu(x[0]) - x.abs()[1] + F.leaky_relu(x[0], 0.5) + x[1].clamp(0, 1), 2)) == (
        "parse('relu(x0) - abs(x1) + leaky_relu(x0, 1/2) + clamp(x1, 0, 1)', 2)"
    )


def test_shared_values_are_one_node():
    def f(x):
        h = torch.relu(x[0])
        return torch.maximum(h, 2 * h) + h

    assert str(trace(f, 1)) == "a0 = max(0, x0); max(a0, 2*a0) + a0"


# Refusals


class Reversal(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x

    @staticmethod
    def backward(ctx, g):
        return -g


class Own(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return torch.relu(x)

    @staticmethod
    def backward(ctx, g):
        return g


class Setup(torch.autograd.Function):
    @staticmethod
    def forward(x):
        return x

    @staticmethod
    def setup_context(ctx, inputs, output):
        pass

    @staticmethod
    def backward(ctx, g):
        return -g


def no_grad(x):
    with torch.no_grad():
        return x.sum()


def inference(x):
    with torch.inference_mode():
        return x.sum()


class Autocast(nn.Linear):
    def forward(self, x):
        with torch.autocast("cpu"):
            return super().forward(x)


def assigned(x):
    y = torch.zeros(2, dtype=x.dtype)
    y[0] = x[0]
    return y.sum()


def increased(x):
    x += 1
    return x.sum()


def branch(x):
    return x[0] if x[0] > 0 else -x[0]


REFUSED = {
    "a product of two traced values": (lambda x: x[0] * x[1], "Tensor.mul", "product of two"),
    "x * x": (lambda x: (x * x).sum(), "Tensor.mul", "product of two"),
    "x @ x": (lambda x: x @ x, "matmul", "product of two"),
    "a weight": (lambda x: F.linear(torch.ones(2, dtype=x.dtype), x.view(1, 2)).sum(), "linear", "traced value as a weight"),
    "x ** 2": (lambda x: (x**2).sum(), "pow", "power"),
    "1 / x": (lambda x: 1 / x[0], "div", "supported"),
    "x / y": (lambda x: x[0] / x[1], "div", "quotient by a traced value"),
    "x / 0": (lambda x: x[0] / 0, "div", "division by zero"),
    "x // 2": (lambda x: (x // 2).sum(), "floordiv", "supported"),
    "rounding_mode": (lambda x: torch.div(x, 2, rounding_mode="floor").sum(), "div", "step function"),
    "a branch": (branch, "Tensor.__bool__", "depend on the data"),
    "bool": (lambda x: x[0] if x[0] else x[1], "Tensor.__bool__", "depend on the data"),
    "where, a jump": (lambda x: torch.where(x > 0, x, 1).sum(), "torch.where", "jumps"),
    "where, a jump elsewhere": (lambda x: torch.where(x > 0.5, x, 0).sum(), "torch.where", "jumps"),
    "where, another value": (lambda x: torch.where(x[0] > 0, x[1], x[0]), "torch.where", "more than what is compared"),
    "where, indices": (lambda x: torch.where(x > 0)[0] * 1.0, "torch.where", "depend on the data"),
    "where, no comparison": (lambda x: torch.where(x.bool(), x, 0).sum(), "Tensor.bool", "supported"),
    "where, equality": (lambda x: torch.where(x == 0, 0, x).sum(), "Tensor.__eq__", "depend on the data"),
    "x (x > 1)": (lambda x: (x * (x > 1)).sum(), "Tensor.mul", "jumps"),
    "a comparison": (lambda x: x[0] > 0, "comparison", "whether it holds"),
    "a sum of comparisons": (lambda x: (x > 0).sum(), "Tensor.sum", "not represented"),
    "a comparison as a number": (lambda x: (x + (x > 0)).sum(), "Tensor.add", "not represented"),
    "a comparison of comparisons": (lambda x: ((x > 0) > (x < 0)).sum(), "Tensor.gt", "used as a number"),
    "and": (lambda x: (x * ((x > 0) & (x < 1))).sum(), "Tensor.__and__", "supported"),
    "boolean index": (lambda x: x[x > 0].sum(), "Tensor.__getitem__", "traced value as an index"),
    "hardshrink": (lambda x: F.hardshrink(x).sum(), "hardshrink", "not among"),
    "sign by a function": (lambda x: torch.sign(x).sum(), "torch.sign", "supported"),
    "float": (lambda x: math.sqrt(x[0]) * x[1], "Tensor.__float__", "depend on the data"),
    "item": (lambda x: x[0].item() * x[1], "Tensor.item", "depend on the data"),
    "tolist": (lambda x: sum(x.tolist()), "Tensor.tolist", "depend on the data"),
    "numpy": (lambda x: x.numpy().sum(), "Tensor.numpy", "depend on the data"),
    "an index": (lambda x: C[x[0].long()], "Tensor.long", "supported"),
    "torch.tensor": (lambda x: torch.tensor([x[0], x[1]]).sum(), "Tensor.__float__", "depend on the data"),
    "argmax": (lambda x: x[x.argmax()], "Tensor.argmax", "depend on the data"),
    "indices of max": (lambda x: x.max(0).indices * 1.0, "mul", "indices"),
    "indices of max, returned": (lambda x: x.max(0)[1], "", "indices"),
    "argsort": (lambda x: x.argsort() * 1.0, "Tensor.argsort", "supported"),
    "indices of sort": (lambda x: x.sort().indices * 1.0, "mul", "indices"),
    "sign": (lambda x: x.sign().sum(), "Tensor.sign", "supported"),
    "detach": (lambda x: x.detach().sum(), "Tensor.detach", "cuts the value off"),
    "data": (lambda x: x.data.sum(), "Tensor.data", "cuts the value off"),
    "no_grad": (no_grad, "Tensor.sum", "no_grad"),
    "inference_mode": (inference, "Tensor.sum", "no_grad"),
    "autograd.Function": (lambda x: Own.apply(x).sum(), "torch.relu", "autograd.Function"),
    "autograd.Function, identity": (lambda x: Reversal.apply(x).sum(), "", "supported"),
    "autograd.Function, setup_context": (lambda x: Setup.apply(x).sum(), "", "supported"),
    "assignment": (assigned, "Tensor.__setitem__", "in place"),
    "+=": (increased, "add", "in place"),
    "relu_": (lambda x: x.relu_().sum(), "relu_", "in place"),
    "inplace=True": (lambda x: F.relu(x, inplace=True).sum(), "relu", "inplace=True"),
    "copy_": (lambda x: torch.zeros(2, dtype=x.dtype).copy_(x).sum(), "copy_", "in place"),
    "out=": (lambda x: torch.add(x, 1, out=torch.zeros(2, dtype=x.dtype)).sum(), "torch.add", "out="),
    "exp": (lambda x: x.exp().sum(), "Tensor.exp", "not among"),
    "norm": (lambda x: x.norm(), "norm", "not among"),
    "GELU": (nn.Sequential(nn.Linear(2, 2), nn.GELU(), nn.Linear(2, 1)), "gelu", "GELU"),
    "dropout": (nn.Sequential(nn.Linear(2, 2), nn.Dropout(0.5), nn.Linear(2, 1)), "dropout", "random"),
    "random": (lambda x: x.sum() + torch.rand((), dtype=x.dtype), "random number", "another one at each call"),
    "random, Python's": (lambda x: random.random() * x.sum(), "random number", "another one at each call"),
    "random, numpy's": (lambda x: np.random.rand() * x.sum(), "random number", "another one at each call"),
    "empty_like": (lambda x: torch.empty_like(x).sum() + x.sum(), "torch.empty_like", "supported"),
    "full of a traced value": (lambda x: x.new_tensor([x[0], 1.0]).sum(), "Tensor.__float__", "depend on the data"),
    "a tensor in numpy's hands": (lambda x: np.ones(2) @ x, "", "supported"),
    "autocast": (Autocast(2, 1), "linear", "rounds to torch.bfloat16"),
    "vmap": (lambda x: torch.vmap(torch.relu)(x).sum(), "relu", "supported"),
    "jit": (lambda x: torch.jit.trace(nn.ReLU(), torch.zeros(2))(x).sum(), "", "supported"),
    "half": (lambda x: x.half().sum(), "Tensor.half", "not among"),
    "bits": (lambda x: x.view(torch.int32).sum(), "Tensor.view", "bits"),
    "dtype=": (lambda x: x.sum(dtype=torch.float32), "Tensor.sum", "conversion"),
    "mixed dtypes": (lambda x: F.linear(x, torch.ones(1, 2)), "linear", "dtype is that of x"),
    "a shape that does not fit": (lambda x: x.reshape(3), "reshape", "torch itself refuses"),
    "a vector": (lambda x: x, "", "one value"),
    "no tensor": (lambda x: "x", "", "one value"),
    "nan": (lambda x: x.sum() + math.nan, "add", "finite"),
    "infinite bound": (lambda x: x.clamp(-math.inf, 1.0).sum(), "clamp", "finite"),
}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("name", REFUSED)
def test_refused_by_name_and_place(name):
    f, operation, reason = REFUSED[name]
    with pytest.raises(Unsupported) as caught:
        trace(f, torch.zeros(2, dtype=torch.float32 if isinstance(f, nn.Module) else torch.float64))
    said = str(caught.value)
    assert operation in said
    assert reason in said
    assert "supported: " in said
    assert issubclass(Unsupported, ValueError)


def test_the_place_is_the_line_in_the_users_code():
    def f(x):
        y = torch.relu(x)
        return torch.exp(y).sum()

    with pytest.raises(Unsupported) as caught:
        trace(f, 2)
    assert f"{Path(__file__)}:{f.__code__.co_firstlineno + 2}" in str(caught.value)


def test_a_module_in_half_precision_is_refused():
    with pytest.raises(Unsupported, match="bfloat16"):
        trace(nn.Linear(2, 1).bfloat16(), 2)


def test_errors_of_the_users_own_code_pass_through():
    with pytest.raises(IndexError):
        trace(lambda x: x[5], 2)
    with pytest.raises(ZeroDivisionError):
        trace(lambda x: x[0] + 1 / 0, 2)


# The door


def test_as_graph_takes_graphs_nodes_and_functions():
    f = parse("relu(x0)", 1)
    (x0,) = variables(1)
    assert as_graph(f, [0]) is f
    assert as_graph(relu(x0), [0]) == f
    assert as_graph(torch.relu, [0]) == f
    assert isinstance(x0, Node)
    assert isinstance(as_graph(lambda x: 2.5, [0]), Graph)


@pytest.mark.parametrize("x", [torch.zeros(2, 2), torch.zeros(()), 0])
def test_points_are_vectors(x):
    with pytest.raises(ValueError, match="asked for"):
        trace(torch.sum, x)


def test_tracing_leaves_torch_as_it_was():
    before = torch.is_grad_enabled()
    with torch.no_grad():
        assert str(trace(torch.sum, 2)) == "x0 + x1"
        assert not torch.is_grad_enabled()
    assert torch.is_grad_enabled() == before
