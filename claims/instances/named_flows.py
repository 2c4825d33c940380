"""Runs of the flow that several claims name: one that sees many kinks, one beside its refinement, and small ones."""

from __future__ import annotations

from claims.instances.flows import FlowRun

LONG = FlowRun(
    weights=(
        ((-0.75, -0.25), (0, -1), (-0.75, 1.25), (-1.5, -1.25)),
        ((-1, -0.75, 1.5, 0.5), (-0.75, 0, 1, -1.5), (0.25, 0.25, 0.25, 0), (0.25, 0.75, -0.75, 0)),
        ((-1.25, 0.25, -0.75, 1.5),),
    ),
    inputs=((-1.5, 1.25), (-0.5, 0.5), (0, 0.25), (0, 1.25), (-1.25, 1), (-0.5, -1.25)),
    targets=(-1.25, 0, 0.75, 0, -1.25, 1),
    h=1 / 256,
    steps=800,
)  # 270 slopes change
REFINED = FlowRun(
    weights=(
        ((-0.75, 0.75), (0.5, -1), (-0.25, 0.75), (0.25, 1)),
        ((0.75, -1.25, 0.75, -1.5), (0.25, -0.5, 0.5, -0.75), (-0.75, 1.25, 0.25, 0.5), (0.5, 0.25, 0, 1)),
        ((-1, -0.75, 1, -1),),
    ),
    inputs=((0.5, 0), (1.25, -1.5), (1, 1.5), (-1.25, -1), (1.5, 0.75), (-1.5, -0.5)),
    targets=(1.5, -1.5, -0.5, 0.25, 0.75, 1.25),
    h=1 / 64,
    steps=12,
    refined=True,
)
TINY = FlowRun(weights=(((1,),), ((2,),)), inputs=((1,),), targets=(1,), h=1 / 8, steps=4)
KINK = FlowRun(weights=(((1, 0), (0, 1)), ((1, 1),)), inputs=((1, -1), (-1, 2)), targets=(3, -2), h=1 / 16, steps=4)
BIASED = FlowRun(weights=(((0, 1), (1, 1)), ((1, 2),)), inputs=((1, 1), (-1, 1)), targets=(0, 3), h=1 / 16, steps=4)
WAITING = FlowRun(weights=(((0,),), ((1,),)), inputs=((1,),), targets=(1,), h=1 / 8, steps=1)  # w_1 may stay at 0 for any time
VALLEY = FlowRun(weights=(((0.25,), (-0.25,)), ((1, 1),)), inputs=((1,), (-1,)), targets=(-1, -1), h=1 / 8, steps=12)
