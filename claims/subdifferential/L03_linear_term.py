"""L03: the brace on the slide says "linear function"; the term under it is affine in x'."""

from claims.core.check import equal
from claims.core.claim import Control, Expect, Truth, claim
from claims.instances.function_subjects import function_at
from claims.instances.minorants import L1_NORM, RELU_AT_1, around, by_torch, in_rationals
from claims.instances.polyhedral_functions import max_affine_functions, points
from claims.instances.subgradients import engine

ORIGIN = max_affine_functions(at=points().map(lambda x: (0,) * len(x)))


@claim(
    "L03",
    "The brace says: a linear function",
    slide="Subdifferential and Subgradient (definition)",
    reading="Read as a function of x', the term under the brace should send sums to sums.",
    truth=Truth.INCOMPLETE,
    why=r"$s^\top(x' - x)$ is linear in $x' - x$; as a function of $x'$ it is affine, and linear only where $s^\top x = 0$.",
    repair="L03r",
    for_all=max_affine_functions(),
    build=function_at,
    expect=Expect.FAILS,
    routes={"term": "the term in torch at the place named", "exact": "the term in rationals"},
    examples=(RELU_AT_1,),
    controls=(Control("x = 0", "around the origin the term is linear in x'", (L1_NORM,), ORIGIN),),
)
def linear_in_x_prime(s, *, term=by_torch, exact=in_rationals):
    r"""For every $x$ and every $s \in \partial_s f(x)$, the function $x' \mapsto s^\top (x' - x)$ is linear:
    its value at $u + v$ is the sum of its values at $u$ and at $v$."""
    u = tuple(1 for _ in s.x)
    for slope in engine(s).vertices:
        for v in around(s):
            both = tuple(a + b for a, b in zip(u, v, strict=True))
            yield equal(term(s, slope, both), exact(s, slope, u) + exact(s, slope, v), label=f"s = {slope}, u = {u}, v = {v}")
