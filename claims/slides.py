r"""The outline of the slides, in our own words and formulas: what is stated, drawn or written by hand, and the claims that cover it.

Ids are those of the lecture (`claims.lecture`); where a slide's words are false or incomplete, the repaired claim (L27r)
stands beside the slide's (L27) and is covered with it. Claims about torch itself (T01) are on no slide.
"""

from __future__ import annotations

from typing import NamedTuple


class Line(NamedTuple):
    """One thing that a slide says, and the ids of the claims about it."""

    says: str
    ids: tuple[str, ...]


class Slide(NamedTuple):
    """One slide, in the order of the lecture."""

    title: str
    lines: tuple[Line, ...]


SLIDES = (
    Slide(
        "Subdifferential and Subgradient",
        (
            Line(r"$\partial_s f(x)$: all $s$ with $f(x') \ge f(x) + s^\top (x' - x)$ for every $x'$", ("L01",)),
            Line("its elements are called subgradients", ("L02",)),
            Line(r"a brace under $s^\top (x' - x)$: linear function", ("L03",)),
            Line(r"the subgradient method $x_{t+1} = x_t - \eta g_t$, $g_t \in \partial_s f(x)$", ("L04",)),
            Line(r"a drawing of the ReLU: $\partial_s f(0) = [0, 1]$", ("L05",)),
        ),
    ),
    Slide(
        "Subdifferential and Subgradient, convex functions",
        (
            Line("if $f$ is convex, the subdifferential exists everywhere", ("L06",)),
            Line(r"if $f$ is convex and differentiable, $\partial_s f(x) = \{\nabla f(x)\}$", ("L07",)),
            Line(r"by hand: the subgradient method has rate $O(1/\sqrt T)$", ("L08",)),
            Line("by hand: for smooth functions the rate is $O(1/T)$", ("L09",)),
        ),
    ),
    Slide(
        "Subdifferential is not enough",
        (
            Line("the problem: neural networks are not convex", ("L10",)),
            Line("a drawing of an M-shaped function, with values at -2, -1 and 1", ("L11",)),
            Line(r"at $x = -1$, the choice $x' = -2$ gives $s \ge 1$", ("L12",)),
            Line(r"the choice $x' = 1$ gives $s \le 0$", ("L13",)),
            Line(r"hence $\partial_s f(-1) = \emptyset$", ("L14",)),
        ),
    ),
    Slide(
        "Clarke Differential",
        (
            Line(r"the method again, with $g_t \in \partial f(x)$", ("L15",)),
            Line(r"$\partial f(x) = \mathrm{conv}\{s : x_i \to x, \nabla f(x_i) \to s\}$", ("L16",)),
            Line("its elements are called subgradients", ("L17",)),
            Line(r"$\mathrm{conv}(S) = \{\sum_{i=1}^n \lambda_i u_i : u_i \in S, \lambda_i \ge 0, \sum_i \lambda_i = 1\}$", ("L18",)),
            Line(r"ReLU at 0: along $-1, -\frac12, \dots$ the gradient is 0, along $1, \frac12, \dots$ it is 1", ("L19",)),
            Line(r"$\mathrm{conv}\{0, 1\} = [0, 1]$", ("L20",)),
            Line(r"the M function at -1: gradient 1 along $-2, -1.5, \dots$, gradient -1 along $0, -\frac12, \dots$", ("L21",)),
            Line(r"$\mathrm{conv}\{1, -1\} = [-1, 1]$", ("L22",)),
        ),
    ),
    Slide(
        "When does the Clarke differential exist",
        (
            Line(r"by hand: at $x$ there is $S$ with $|f(x) - f(x')| \le L \|x - x'\|$ for all $x'$", ("L23",)),
            Line("locally Lipschitz: every $x$ has a neighbourhood on which $f$ is Lipschitz", ("L24",)),
            Line("if $f$ is locally Lipschitz, the Clarke differential exists everywhere", ("L25",)),
            Line(r"if $f$ is convex, $\partial f = \partial_s f$", ("L26",)),
            Line(r"if $f$ is differentiable, $\partial f = \{\nabla f\}$", ("L27",)),
        ),
    ),
    Slide(
        "Positive Homogeneity",
        (
            Line(r"by hand: the activation is $\max\{z, 0\}$", ("L28",)),
            Line(r"homogeneous of degree $L$: $f(\alpha x) = \alpha^L f(x)$ for all $\alpha \ge 0$", ("L29",)),
            Line(r"ReLU: $\sigma(\alpha z) = \alpha \sigma(z)$", ("L30",)),
            Line(r"monomials $\prod_i x_i^{p_i}$ with $\sum_i p_i = L$", ("L31",)),
            Line(r"norms: $\|\alpha x\| = \alpha \|x\|$", ("L32",)),
        ),
    ),
    Slide(
        "Positive Homogeneity, networks",
        (
            Line(r"$f(x, W_1, \dots, W_{H+1}) = W_{H+1} \sigma(W_H \cdots \sigma(W_1 x) \cdots)$", ("L33",)),
            Line(r"one layer times $\alpha$: the output times $\alpha$", ("L34",)),
            Line(r"all layers times $\alpha$: the output times $\alpha^{H+1}$", ("L35",)),
        ),
    ),
    Slide(
        "Positive Homogeneity, the fact",
        (
            Line(r"for $W_h \in \mathbb{R}^{m \times m}$ and every $h$: $\langle W_h, \partial f / \partial W_h \rangle = f$", ("L36",)),
            Line("the right-hand side does not depend on $h$", ("L37",)),
            Line(r"$A_h$: the diagonal matrix of the slopes $\sigma'$ at layer $h$", ("L38",)),
            Line(r"$\sigma' = 0$ or 1: the pattern of what is on", ("L39",)),
            Line(r"$f = W_{H+1} A_H W_H \cdots A_1 W_1 x$", ("L40",)),
            Line(r"$\partial f/\partial W_h = (W_{H+1} A_H \cdots W_{h+1} A_h)^\top (A_{h-1} W_{h-1} \cdots W_1 x)$", ("L41",)),
            Line("verify", ("L42",)),
        ),
    ),
    Slide(
        "Positive Homogeneity and the Clarke Differential",
        (
            Line(r"locally Lipschitz and $L$-homogeneous: $\langle s, x \rangle = L f(x)$ for every $s \in \partial f(x)$", ("L43",)),
            Line(r"by hand, for a layer: $x = W_h$, $s \in \partial f/\partial W_h$, $\langle s, x \rangle = f$", ("L44",)),
        ),
    ),
    Slide(
        "Norm Preservation",
        (
            Line(r"$f = W_3 \sigma(W_2 \sigma(W_1 x))$, quadratic loss, gradient descent on $W_2$ and $W_3$", ("L45",)),
            Line(r"$W_3$ times 10 and $W_2$ divided by 10", ("L46",)),
            Line("figures (a), (b): balanced initialisation, squared-norm differences and ratios", ("L47",)),
            Line("figures (c), (d): unbalanced initialisation, differences and ratios", ("L48",)),
            Line(r"$\|W_1\|_F^2 - \|W_1(0)\|_F^2 = \|W_2\|_F^2 - \|W_2(0)\|_F^2$", ("L49",)),
            Line("small initialisation: balanced layers", ("L50",)),
        ),
    ),
    Slide(
        "Gradient flow and gradient inclusion",
        (
            Line("dynamics in discrete time can be complex", ("L51",)),
            Line(r"$x_{t+1} = x_t - \eta \nabla f(x_t)$ becomes $\dot x = -\nabla f(x)$ as $\eta \to 0$", ("L52",)),
            Line(r"gradient inclusion: $\dot x \in \partial f(x)$", ("L53",)),
        ),
    ),
    Slide(
        "Norm preservation by gradient inclusion",
        (
            Line("Du, Hu and Lee: homogeneous in each layer, so the inclusion preserves the differences of squared norms", ("L54",)),
            Line(r"$\|W_i(t)\|_F^2 \approx \|W_j(t)\|_F^2$ if the initialisation is small", ("L55",)),
            Line(r"proof: integrate $d\|W_i\|_F^2/dt$", ("L56",)),
            Line(r"$d\|W_i\|_F^2/dt = 2 \langle W_i, \dot W_i \rangle$", ("L57",)),
            Line(r"$\phantom{=} = 2 \langle W_i, -\partial L/\partial W_i \rangle$", ("L58",)),
            Line("apply the lemma", ("L59",)),
            Line("independent of $i$", ("L60",)),
        ),
    ),
)
