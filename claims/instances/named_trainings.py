"""Networks with data sets that several claims name; CE5 and CE12 are counterexamples of the errata."""

from __future__ import annotations

from claims.instances.training import Training

ALL = (0.25, (0,))
AT_KINK = Training(weights=(((1,),), ((0,),), ((1,),)), inputs=((1,),), targets=(-1,), steps=(ALL,))
OFF = Training(weights=(((1,),), ((2,),), ((1,),)), inputs=((1,),), targets=(1,), steps=(ALL,))
CE12 = Training(weights=(((1,),), ((2,),)), inputs=((1,),), targets=(1,), steps=((0.25, (0,)),))
CE5 = Training(weights=(((0.25,),), ((0,),)), inputs=((1,),), targets=(0,), steps=(ALL,))
EVEN = Training(weights=(((0.5,),), ((-0.5,),)), inputs=((1,),), targets=(1,), steps=(ALL, ALL))
GROWING = Training(weights=(((0.25,),), ((0.5,),)), inputs=((1,),), targets=(-2,), loss="linear", steps=(ALL, ALL, ALL))
SMOOTH = Training(weights=(((1,),), ((2,),)), inputs=((1,),), targets=(1,))
MINIMAL = Training(weights=(((0,),), ((1,),)), inputs=((1,), (-1,)), targets=(-1, 2))
CUSP = Training(weights=(((0,), (0,)), ((1, -1), (-1, 1)), ((1, -1),)), inputs=((1,),), targets=(1,))
SMALL = Training(weights=(((0.25,),), ((0.5,),)), inputs=((1,),), targets=(1,), steps=(ALL, ALL))
KINK = CE12._replace(weights=(((0,),), ((2,),)))
DEAD = Training(weights=(((-1,),), ((1,),)), inputs=((1,),), targets=(1,))
