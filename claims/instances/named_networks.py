"""Networks at points that several claims name: alive, with neurons off, tied or in a cusp."""

from __future__ import annotations

from claims.instances.networks import NetworkAtPoint

ONE = NetworkAtPoint(weights=(((1, 2), (3, -1)), ((1, 1),)), x=(1, 0))
DEEP = NetworkAtPoint(weights=(((1, 2),), ((2,), (1,)), ((1, -1),)), x=(1, 1))
SHEAR = NetworkAtPoint(weights=(((1, 2), (0, 1)), ((1, 1), (0, 1)), ((1, 1),)), x=(1, 1))
DEAD = NetworkAtPoint(weights=(((-1,),), ((1,),)), x=(1,))
FLIPPED = NetworkAtPoint(weights=(((-1,),), ((1,),), ((1,),)), x=(-1,))
OFF_THEN_ON = NetworkAtPoint(weights=(((-1, 0), (0, 1)), ((0, 1), (0, 1)), ((1, 1),)), x=(1, 1))
SHALLOW = NetworkAtPoint(weights=(((1, -2), (3, 1)), ((1, 1),)), x=(1, 1))
SKEW = NetworkAtPoint(weights=(((1, 2), (3, 1)), ((1, 1), (2, 1)), ((1, 2),)), x=(1, 2))
NARROW = NetworkAtPoint(weights=(((2,),), ((3,),), ((1,),)), x=(1,))
TIED = NetworkAtPoint(weights=(((1,), (1,)), ((1, -1), (-1, 1)), ((1, -1),)), x=(1,))  # W_1 -> w_11 - w_21, but the formula gives 0
CUSP = NetworkAtPoint(weights=(((0,), (0,)), ((1, -1), (-1, 1)), ((1, -1),)), x=(1,))
CROSSED = NetworkAtPoint(weights=(((1, -1), (1, 1)), ((2, -1),)), x=(1, 1))
