"""Functions at points that several claims name, each the smallest of its kind."""

from __future__ import annotations

from claims.instances.polyhedral_functions import FunctionAtPoint

L1_NORM = FunctionAtPoint("abs(x0) + abs(x1)", (0, 0))
STEEP_NORM = FunctionAtPoint("abs(x0) + 2*abs(x1)", (1, 0))  # the element (1, 2) points uphill
ABS = FunctionAtPoint("abs(x0)", (0,))
RELU = FunctionAtPoint("relu(x0)", (0,))
LEAKY = RELU._replace(formula="leaky_relu(x0, 1/4)")
IDENTITY = FunctionAtPoint("relu(x0) - relu(-x0)", (0,))
RELU_BY_HALVES = FunctionAtPoint("1/2*x0 + 1/2*abs(x0)", (0,))
RELU_NESTED = FunctionAtPoint("max(min(x0, 2*x0), 0)", (0,))


def leaky(quarters: int) -> FunctionAtPoint:
    """The leaky ReLU at 0 with a slope of some quarters on the left."""
    return LEAKY._replace(formula=f"leaky_relu(x0, {quarters}/4)")
