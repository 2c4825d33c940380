"""L43: Euler's identity for the Clarke differential of a positively homogeneous function."""

from claims.core.check import equal
from claims.core.claim import Kinks, Mutant, Truth, claim
from claims.instances import homogeneous_functions as h
from claims.instances import homogeneous_subjects as route
from claims.pictures.in_the_plane import euler_line
from impl.rationals import dot

MODULUS = h.PiecewiseLinear("abs(x0 - x1)", x=(1, 1), shares=(1, 1))
LARGEST = h.PiecewiseLinear("max(abs(x0), abs(x1))", x=(1, -1), shares=(1, 1))
PRODUCT = h.LargestMonomial(((1, (1, 1)), (-1, (1, 1))), x=(0, 3), shares=(1, 2))  # |x y|
SQUARES = h.LargestMonomial(((1, (2, 0)), (1, (0, 2))), x=(1, 1), shares=(1, 1))
CUSP = h.NetworkInWeights((((0,), (0,)), ((1, -1), (-1, 1)), ((1, -1),)), x=(1,), shares=(1, 1, 2))
ON = h.NetworkInWeights((((1,), (0,)), ((1, 1),)), x=(1,), shares=(1, 3))
JUMP = h.Jump(above=(1, 0), below=(0, 0), x=(1, 0), shares=(1,))
BIAS = h.PiecewiseLinear("relu(x0 + 1)", x=(1,), shares=(1,))


@claim(
    "L43",
    "Euler's identity",
    slide="Positive Homogeneity and Clarke Differential (lemma)",
    reading="Pair any element of the Clarke differential with the point itself: the result is the degree times the value, at kinks as elsewhere.",
    truth=Truth.TRUE,
    proof=r"Where $f$ is differentiable, differentiate $f(\alpha x) = \alpha^L f(x)$ at $\alpha = 1$. Both sides of the identity are continuous in "
    r"$(x, s)$, so it passes to limits of gradients, and it is affine in $s$, so it passes to their convex hull.",
    formal="mathlib: MvPolynomial.IsHomogeneous.sum_X_mul_pderiv (for polynomials only)",
    for_all=h.homogeneous_functions(),
    build=route.homogeneous_at,
    kinks=Kinks(),
    uses=("L29", "L34", "L35"),
    routes={
        "elements": "all vertices of the Clarke differential from the exact engine, in the input and in all weights",
        "degree": "a homogeneity test by torch at the place: doubling finds L, the factors 0, 1/2, 3 confirm it",
        "value": "torch at the place",
    },
    examples=(MODULUS, LARGEST, PRODUCT, SQUARES, CUSP, ON),
    mutants=(
        Mutant("L + 1", "one degree more", ON, {"degree": lambda s: route.degree_by_torch(s) + 1}),
        Mutant("L - 1", "one degree less", SQUARES, {"degree": lambda s: route.degree_by_torch(s) - 1}),
        Mutant("without continuity", r"$x \, 1[y > 0]$ at $(1, 0)$: $(1, 0)$ is a limit of gradients, but $f(1, 0) = 0$", JUMP, for_all=h.jumps()),
        Mutant("differences from one side", r"$f(x + e_i) - f(x)$", MODULUS, {"elements": route.differences}, h.piecewise_linear_functions()),
        Mutant("f + 1", "a constant added, and still taken for homogeneous", ON, {"value": lambda s: s.at() + 1}),
        Mutant("with a bias", r"$\max\{x + 1, 0\}$, taken for homogeneous", BIAS, {"degree": lambda s: 1}, h.shifted_functions()),
        Mutant("coefficients not normalised", "a combination that is not convex", SQUARES, {"coefficients": route.repeated}),
        Mutant(
            "slope 17 at 0",
            r"backpropagation with $\sigma'(0) = 17$ in place of the elements, for networks in their weights",
            parts={"elements": lambda s: route.backpropagated(s, 17)},
            for_all=h.networks_in_weights(),
            equivalent="a neuron at 0 adds 0 to the pairing, whatever its slope",
        ),
    ),
    blind=(r"whether $s$ is an element of $\partial f(x)$ at all: every vector with the right component along $x$ passes",),
    pictures=(euler_line("max(abs(x0), abs(x1))", (1, -1), 1), euler_line("abs(x0 - x1) + relu(x0)", (1, 1), 1, name="modulus")),
)
def euler(s, *, elements=route.by_engine, degree=route.degree_by_torch, value=route.value_by_torch, coefficients=route.normalised):
    r"""For every locally Lipschitz $f : \mathbb{R}^d \to \mathbb{R}$ that is positively homogeneous of degree $L$, every $x$ and every
    $s \in \partial f(x)$: $\langle s, x \rangle = L f(x)$."""
    found, claimed = elements(s), degree(s) * value(s)
    for vertex in found:  # the identity is affine in s: where it holds at the vertices it holds on their hull
        yield equal(dot(vertex, s.point), claimed, label=f"one of {len(found)} elements")
    yield equal(dot(route.combination(found, coefficients(s, len(found))), s.point), claimed, label="a convex combination")
