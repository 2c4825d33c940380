"""Functions at points that several claims name, each the smallest of its kind."""

from __future__ import annotations

from claims.instances.polyhedral_functions import FunctionAtPoint

L1_NORM = FunctionAtPoint("abs(x0) + abs(x1)", (0, 0))
STEEP_NORM = FunctionAtPoint("abs(x0) + 2*abs(x1)", (1, 0))  # the element (1, 2) points uphill
ABS = FunctionAtPoint("abs(x0)", (0,))
RELU = FunctionAtPoint("relu(x0)", (0,))
LEAKY = FunctionAtPoint("leaky_relu(x0, 1/4)", (0,))
IDENTITY = FunctionAtPoint("relu(x0) - relu(-x0)", (0,))
RELU_BY_HALVES = FunctionAtPoint("1/2*x0 + 1/2*abs(x0)", (0,))
RELU_NESTED = FunctionAtPoint("max(min(x0, 2*x0), 0)", (0,))
