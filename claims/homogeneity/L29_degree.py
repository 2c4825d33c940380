"""L29: what the definition of positive homogeneity is for: one number, the degree, read off any ray."""

from claims.core.check import equal
from claims.core.claim import Control, Mutant, Truth, claim
from claims.instances import homogeneous_functions as h
from claims.instances import homogeneous_subjects as route

MODULUS = h.PiecewiseLinear("abs(x0)", x=(1,), shares=(1,))
CUBE = h.LargestMonomial(((1, (2, 1)),), x=(1, 2), shares=(1,))
CONSTANT = h.LargestMonomial(((2, (0, 0)),), x=(1, 1), shares=(1,))
NET = h.NetworkInWeights((((1,),), ((1,),), ((1,),)), x=(1,), shares=(1,))
SIGN = h.Sign((1,))
SQUARED = {"scaled": lambda s, alpha: s.at(alpha**2), "rule": lambda s: 1, "doubled": lambda s: route.by_doubling(s, 4)}


@claim(
    "L29",
    "Positively homogeneous of degree L",
    slide="Positive Homogeneity (definition)",
    reading="Along every ray from the origin the function grows like a power, and the power, the degree, is the same everywhere.",
    truth=Truth.DEFINITION,
    why=r"Corners of the definition: with $\alpha = 0$ allowed, $L > 0$ gives $f(0) = 0$, $L = 0$ (with $0^0 = 1$) leaves the constants only, and "
    r"$L < 0$ has no meaning. A locally Lipschitz $f$ with $0 < L < 1$ is 0. So the lecture speaks of $L = 0$ or $L \ge 1$.",
    proof=r"If $f(x) \ne 0$, then $f(2x) / f(x) = 2^L$ determines $L$. If $|f(y)| \le K |y|$ near 0 and $L < 1$, then "
    r"$\alpha^L |f(x)| \le K \alpha |x|$ for all small $\alpha$, so $f(x) = 0$.",
    for_all=h.homogeneous_functions(),
    build=route.homogeneous_at,
    routes={
        "scaled": "torch at the place named, at the multiple of the point",
        "value": "f(x) in rationals",
        "rule": "the degree by rule: the sum of the exponents, the number of layers, 1 for piecewise linear functions",
        "doubled": "log2 of f(2x) / f(x), by torch at the place named",
    },
    examples=(MODULUS, CUBE, CONSTANT, NET),
    mutants=(
        Mutant("L + 1", "one degree more", MODULUS, {"rule": lambda s: s.judged.degree + 1}),
        Mutant("L - 1", "one degree less (more, for constants)", MODULUS, {"rule": lambda s: abs(s.judged.degree - 1)}),
        Mutant("negative factors", r"$|-x| \ne -|x|$", MODULUS, {"factors": route.NEGATIVE}),
        Mutant("tested by doubling only", "a function with g(2x) = 2 g(x) and g(3x) not 3 g(x)", h.Doubling(1.25, (1,)), for_all=h.doublings()),
        Mutant("positive factors only", "the sign is homogeneous of degree 0 but for the factor 0", SIGN, for_all=h.signs()),
    ),
    controls=(
        Control("doubling", "homogeneous for powers of two", (h.Doubling(1.25, (1,)),), h.doublings(), {"factors": route.DOUBLINGS}),
        Control("positive factors", "the sign, without the factor 0", (SIGN,), h.signs(), {"factors": route.RAY[1:]}),
        Control("degree 1/2", r"$\sqrt{|x|}$, not locally Lipschitz: $f(\alpha^2 x) = \alpha f(x)$", (h.Root((4,)), h.Root((0,))), parts=SQUARED),
    ),
)
def degree(s, *, scaled=route.multiple_by_torch, value=route.exact_value, rule=route.degree_by_rule, doubled=route.by_doubling, factors=route.RAY):
    r"""For every $f$ that is positively homogeneous of degree $L$, every $x$ and every $\alpha \ge 0$: $f(\alpha x) = \alpha^L f(x)$.
    Where $f(x) \ne 0$: $L = \log_2 (f(2x) / f(x))$."""
    for alpha in factors:  # the factor 1/3 is the factor 3 at x / 3
        yield equal(scaled(s, alpha), alpha ** rule(s) * value(s), label=f"factor {alpha}")
    if value(s) != 0:
        yield equal(doubled(s), rule(s), label="exponent")
