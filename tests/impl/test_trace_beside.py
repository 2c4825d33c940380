"""Beside torch.export and torch.fx: what they lose, and `trace` refuses. The docstring of `impl.trace` says so; this keeps it true."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from impl.trace import Unsupported, trace


class Own(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return torch.relu(x)

    @staticmethod
    def backward(ctx, g):
        return -g


class Custom(nn.Module):
    def forward(self, x):
        return Own.apply(x).sum()


class Constant(nn.Module):
    def forward(self, x):
        with torch.no_grad():
            y = torch.relu(x)
        return y.sum()


class Branch(nn.Module):
    def forward(self, x):
        return x[0] if x[0] > 0 else -x[0]


def operators(graph):
    return [str(getattr(node.target, "__name__", node.target)) for node in graph.nodes if node.op.startswith("call")]


X = (torch.zeros(2, dtype=torch.float64),)


@pytest.mark.filterwarnings("ignore")
def test_export_loses_a_custom_derivative_and_decomposed_also_no_grad():
    found = torch.export.export(Custom(), X, strict=False)
    assert operators(found.graph) == ["relu.default", "sum.default"]
    found = torch.export.export(Constant(), X, strict=False)
    assert "wrap_with_set_grad_enabled" in operators(found.graph)
    assert operators(found.run_decompositions().graph) == ["relu.default", "sum.dim_IntList"]


def test_fx_loses_both():
    for net in (Custom(), Constant()):
        assert operators(torch.fx.symbolic_trace(net).graph) == ["relu", "sum"]


@pytest.mark.parametrize(("net", "said"), [(Custom(), "autograd.Function"), (Constant(), "no_grad"), (Branch(), "depend on the data")])
def test_trace_refuses_them_by_name(net, said):
    with pytest.raises(Unsupported, match=said):
        trace(net, *X)
