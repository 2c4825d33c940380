"""Networks at points that several claims name: alive, with neurons off, tied or in a cusp."""

from __future__ import annotations

from claims.instances.networks import NetworkAtPoint

ONE = NetworkAtPoint(weights=(((1, 2), (3, -1)), ((1, 1),)), x=(1, 0))  # all neurons on: f = 4
DEEP = NetworkAtPoint(weights=(((1, 2),), ((2,), (1,)), ((1, -1),)), x=(1, 1))  # two hidden layers, all neurons on: f = 3
SHEAR = NetworkAtPoint(weights=(((1, 2), (0, 1)), ((1, 1), (0, 1)), ((1, 1),)), x=(1, 1))  # layers that are not symmetric: f = 5
DEAD = NetworkAtPoint(weights=(((-1,),), ((1,),)), x=(1,))  # the only neuron off: f = 0
FLIPPED = NetworkAtPoint(weights=(((-1,),), ((1,),), ((1,),)), x=(-1,))  # W_2 x and W_2 sigma(W_1 x) differ in sign
OFF_THEN_ON = NetworkAtPoint(weights=(((-1, 0), (0, 1)), ((0, 1), (0, 1)), ((1, 1),)), x=(1, 1))  # a neuron off in the first layer only
SHALLOW = NetworkAtPoint(weights=(((1, -2), (3, 1)), ((1, 1),)), x=(1, 1))  # one hidden layer, its first neuron off
SKEW = NetworkAtPoint(weights=(((1, 2), (3, 1)), ((1, 1), (2, 1)), ((1, 2),)), x=(1, 2))  # as SHEAR, with unequal outputs
NARROW = NetworkAtPoint(weights=(((2,),), ((3,),), ((1,),)), x=(1,))  # one neuron a layer: f = 6
TIED = NetworkAtPoint(weights=(((1,), (1,)), ((1, -1), (-1, 1)), ((1, -1),)), x=(1,))  # W_1 -> w_11 - w_21, but the formula gives 0
CUSP = NetworkAtPoint(weights=(((0,), (0,)), ((1, -1), (-1, 1)), ((1, -1),)), x=(1,))  # all neurons tied
CROSSED = NetworkAtPoint(weights=(((1, -1), (1, 1)), ((2, -1),)), x=(1, 1))  # the first neuron tied
