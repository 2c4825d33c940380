"""Networks with data sets that several claims name; CE5 and CE12 are counterexamples of the errata."""

from __future__ import annotations

from claims.instances.training import Training

ALL = (0.25, (0,))  # a step at rate 1/4 on the only sample
AT_KINK = Training(weights=(((1,),), ((0,),), ((1,),)), inputs=((1,),), targets=(-1,), steps=(ALL,))  # w_2 = 0: the slopes of L there are 0 and 1
OFF = Training(weights=(((1,),), ((2,),), ((1,),)), inputs=((1,),), targets=(1,), steps=(ALL,))  # off every kink: f = 2
CE12 = Training(weights=(((1,),), ((2,),)), inputs=((1,),), targets=(1,), steps=((0.25, (0,)),))  # f = 2, y = 1: descent moves the difference by 3/16
CE5 = Training(weights=(((0.25,),), ((0,),)), inputs=((1,),), targets=(0,), steps=(ALL,))  # stationary, the ratio infinite for ever
EVEN = Training(weights=(((0.5,),), ((-0.5,),)), inputs=((1,),), targets=(1,), steps=(ALL, ALL))  # equal moduli
GROWING = Training(weights=(((0.25,),), ((0.5,),)), inputs=((1,),), targets=(-2,), loss="linear", steps=(ALL, ALL, ALL))  # the layers grow
SMOOTH = Training(weights=(((1,),), ((2,),)), inputs=((1,),), targets=(1,))  # off the kink
MINIMAL = Training(weights=(((0,),), ((1,),)), inputs=((1,), (-1,)), targets=(-1, 2))  # w_1 = 0: backpropagation says 0, which is not in the set
CUSP = Training(weights=(((0,), (0,)), ((1, -1), (-1, 1)), ((1, -1),)), inputs=((1,),), targets=(1,))  # a cusp of the first layer
SMALL = Training(weights=(((0.25,),), ((0.5,),)), inputs=((1,),), targets=(1,), steps=(ALL, ALL))  # a small start
KINK = CE12._replace(weights=(((0,),), ((2,),)))  # CE12 at w_1 = 0
DEAD = Training(weights=(((-1,),), ((1,),)), inputs=((1,),), targets=(1,))  # the only neuron off
