"""L19: the gradients of the ReLU along sequences that tend to 0 from the left and from the right."""

from hypothesis import strategies as st

from claims.core.check import equal, same_set
from claims.core.claim import Mutant, Truth, claim
from claims.instances.approaches import Approach, approach_at, approaches, by_engine, by_quotients, by_torch, sequence
from claims.pictures.along_the_line import slopes_along
from impl.polytope import Polytope

LEFT, RIGHT = Approach("relu(x0)", (0,), -1), Approach("relu(x0)", (0,), 1)
AT_0 = RIGHT._replace(start=0)
LEAKY = LEFT._replace(formula="leaky_relu(x0, 1/4)")


@claim(
    "L19",
    "Sequences that tend to 0 from the two sides",
    slide="Clarke Differential",
    reading="Left of 0 the ReLU has the slope 0, right of it the slope 1, however near to 0.",
    truth=Truth.TRUE,
    why=r"Up to the notation: $\partial f(x_i) = 0$ stands for $\nabla f(x_i) = 0$, or for $\partial f(x_i) = \{0\}$.",
    for_all=approaches("relu(x0)"),
    build=approach_at,
    routes={
        "gradients": "torch autograd along the sequence, at the place named",
        "quotients": "difference quotients in rationals",
        "sets": "the Clarke differentials at the terms by the exact engine",
    },
    examples=(LEFT, RIGHT),
    mutants=(
        Mutant("x_i = 0", "the limit itself among the terms", AT_0, for_all=st.just(AT_0)),
        Mutant("sides exchanged", r"$1$ on the left, $0$ on the right", LEFT, {"side": lambda s: s.start < 0}),
        Mutant("leaky", "slope 1/4 on the left", LEAKY, for_all=approaches("leaky_relu(x0, 1/4)")),
    ),
    pictures=(slopes_along("relu(x0)", 0, (-1, 1), 6, -2, 2),),
)
def two_sides(s, *, gradients=by_torch, quotients=by_quotients, sets=by_engine, side=lambda s: s.start > 0):
    r"""For every $x_i \to 0$ with $x_i < 0$: $\nabla \sigma(x_i) = 0$; for every $x_i \to 0$ with $x_i > 0$: $\nabla \sigma(x_i) = 1$."""
    terms, claimed = sequence(s, s.start), int(side(s))
    yield equal(gradients(s, terms), claimed, label="torch")
    yield equal(quotients(s, terms), claimed, label="difference quotients")
    for x, found in zip(terms, sets(s, terms), strict=False):
        yield same_set(found, Polytope.hull([(claimed,)]), label=f"at {x[0]}")
