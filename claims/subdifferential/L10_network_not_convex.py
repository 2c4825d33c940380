"""L10: "NN is not convex", read of every network."""

from claims.core.check import equal
from claims.core.claim import Control, Expect, Truth, claim
from claims.instances.breakpoint_functions import RELU, THE_SLIDE, M, breakpoint_functions
from claims.instances.chords import bends_down, slopes_fall
from claims.instances.function_subjects import function_at
from claims.pictures.along_the_line import chord


@claim(
    "L10",
    "No neural network is convex",
    slide="Subdifferential is not enough",
    reading="Some chord of a ReLU network lies below its graph.",
    truth=Truth.INCOMPLETE,
    why=r"A problem for some networks, not for all: ReLU itself is convex, and so is every ReLU network whose outer weights are $\ge 0$.",
    repair="L10r",
    for_all=breakpoint_functions(),
    build=function_at,
    expect=Expect.FAILS,
    routes={"bends": "second differences at the knots, with f evaluated by torch at the place named", "falls": "slopes of the pieces in rationals"},
    examples=(RELU,),
    controls=(Control("the slide's three values", "every such network is not convex", (M,), breakpoint_functions(through=THE_SLIDE, at=-1)),),
    pictures=(chord("relu(x0)", -2, 2, 0, -2, 2),),
)
def no_network_is_convex(s, *, bends=bends_down, falls=slopes_fall):
    r"""For every ReLU network $f(x) = a x + b + \sum_k c_k\, \sigma(x - t_k)$: $f$ is not convex."""
    yield equal(bends(s), True, label="second differences")
    yield equal(falls(s), True, label="slopes")
