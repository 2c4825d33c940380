"""Evidence logs as an examination would write them, small and with one of everything that a report must show."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from claims.core.evidence import Evidence, Trial, Verdict
from claims.core.log import Header, Writer

CPU = ("cpu float64", "cpu float32")
CUDA = ("cuda float64", "cuda float32")
NO_DEVICE = "no CUDA device on this machine"
HASHES = {"statement": "0123456789abcdef", "checker": "fedcba9876543210"}
QUESTION = "(assert (> x 0))\n(check-sat)\n"
SOURCE = '''"""L36: the inner product of a layer with its gradient is the output."""

from claims.core.check import equal
from claims.core.claim import Mutant, Truth, claim

SQUARE = NetworkAtPoint(weights=(((1, 2), (0, 1)), ((1, 1),)), x=(1, 0))


@claim("L36", "The layer inner product is the output", uses=("L34",))
def layer_identity(s, *, gradients=by_autograd, output=in_rationals):
    r"""For every layer $h$: $\\langle W_h, \\partial f/\\partial W_h\\rangle = f$."""
    for h, gradient in enumerate(gradients(s)):  # one layer at a time
        yield equal(inner(s.weights[h], gradient), output(s), label=f"layer {h + 1}")
'''


def entry(ident, title="", **changes):
    """One claim of a manifest."""
    return {
        "id": ident,
        "title": title or f"Claim {ident}",
        "chapter": "clarke",
        "slide": "Clarke Differential",
        "statement": r"For every $x \in \mathbb{R}^d$: $\partial f(x) \ne \varnothing$.",
        "reading": "The set is never empty.",
        "truth": "true",
        "why": "",
        "repair": "",
        "proof": "",
        "expect": "holds",
        "routes": {"gradients": "torch autograd at the place named", "output": "forward pass in exact rationals"},
        "uses": [],
        "formal": "",
        "blind": [],
        "kinks": None,
        "exact": False,
        "examples": ["NetworkAtPoint(weights=(((1, 2), (3, -1)), ((1, 1),)), x=(1, 0))"],
        "mutants": [],
        "controls": [],
        "file": f"claims/clarke/{ident}.py",
        "source": SOURCE,
        "hashes": dict(HASHES),
    } | changes


def mutant(name, why="a nearby false statement", equivalent="", rare=""):
    return {"name": name, "why": why, "equivalent": equivalent, "rare": rare}


def killed(name, **changes):
    facts = {"why": "a nearby false statement", "known": True, "killed": 31, "instances": 200, "witness": "NetworkAtPoint(((1,),), x=(1,))"}
    return Trial(name, outcome="killed", finding="layer 1: found 2, claimed = 1; gap 1", **(facts | changes))


def found(ident, place="cpu float64", verdict=Verdict.SUPPORTED, **changes):
    """The evidence of a search that went well."""
    facts = {
        "as_expected": True,
        "profile": "report",
        "instances": 2000,
        "examples": 1,
        "checks": 6120,
        "exact": 6120,
        "on_kink": 1377,
        "ties": {"o.|.": 640, "..|o": 391, "oo|o": 202, "o.|o": 96, "oo|.": 48},
        "tie_patterns": 5,
        "tried": {"hidden layers": {"1": 700, "2": 1300}, "judged": {"exactly": 2000}},
        "layers": [[986, 2000], [689, 2000]],
        "hashes": dict(HASHES),
        "seconds": 3.207,
    }
    return Evidence(ident, "search", place, verdict, **(facts | changes))


def obligation(**changes):
    return {
        "name": "the interval",
        "statement": r"For every $s$: $\sigma(x) \ge s x$.",
        "size": "all reals, $d = 2$",
        "solver": "z3",
        "version": "5.4.1",
        "verdict": "proved",
        "steps": 3608,
        "seconds": 0.31,
        "linear": True,
        "hypotheses": "s = 1/2",
        "second": {"solver": "cvc5", "version": "1.4.2", "verdict": "proved"},
        "mutants": [{"name": "open", "why": "without $1$", "outcome": "killed", "model": "s = 1", "replayed": "false in rationals"}],
        "controls": [{"name": "leaky", "why": "a slope", "outcome": "supported", "model": "", "replayed": ""}],
        "export": {"suffix": "smt2", "text": QUESTION, "sha256": hashlib.sha256(QUESTION.encode()).hexdigest()},
        "note": "",
    } | changes


def not_run(ident, place, why=NO_DEVICE, **changes):
    return Evidence(ident, "search", place, Verdict.NOT_RUN, False, profile="report", hashes=dict(HASHES), note=why, **changes)


def everywhere(row):
    """The row at both CPU formats, the second judged by a bound in part, and CUDA not run."""
    single = replace(row, place="cpu float32", exact=5000, bounded=1120, worst=0.0431, gaps={"-4": 88, "-3": 402, "-2": 9})
    return [row, single, *(not_run(row.claim, place) for place in CUDA)]


def lecture():
    """The manifest: claims that will be green, amber, red, refuted as expected, repaired, not run and not selected."""
    return [
        entry(
            "L05",
            "The subdifferential of ReLU at 0 is [0, 1]",
            chapter="subdifferential",
            slide="Subdifferential and Subgradient",
            statement=r"For $\sigma(z) = \max\{z, 0\}$: $\partial_s \sigma(0) = [0, 1]$.",
            reading="Every slope between 0 and 1 supports ReLU at its kink from below, and no other slope does.",
            proof="$x' = 1$ gives $s \\le 1$, and $x' = -1$ gives $s \\ge 0$.\n\nConversely, for $s \\in [0, 1]$: $$\\max\\{z, 0\\} \\ge s z.$$",
            exact=True,
            formal="Convex.subdifferential_relu",
            mutants=[mutant("open interval"), mutant("{0, 1}", "the convex hull left out")],
        ),
        entry(
            "L12",
            "Choosing x' = -2 forces s >= 1",
            chapter="subdifferential",
            slide="Subdifferential is not enough",
            statement="For every $f: \\mathbb{R} \\to \\mathbb{R}$ with $f(-2) = 0$ and $f(-1) = 1$, and every $s$:\n"
            "$f(-2) \\ge f(-1) + s \\cdot (-2 - (-1))$ if and only if $s \\ge 1$.",
            mutants=[mutant("x' = 1", "the other point of the slide")],
        ),
        entry("L22", "The Clarke differential of M at -1 is [-1, 1]", uses=["L05"], mutants=[mutant("survivor", "nobody kills it")]),
        entry(
            "L27",
            "If f is differentiable, its Clarke differential is its gradient alone",
            slide="When does Clarke differential exist",
            statement=r"For every differentiable $f : \mathbb{R} \to \mathbb{R}$ and every $x$: $\partial f(x) = \{ f'(x) \}$.",
            truth="false",
            why=r"$f(x) = x^2 \sin(1/x)$ has $f'(0) = 0$, yet $f'(x) = 2 x \sin(1/x) - \cos(1/x)$ comes near every "
            r"number of $[-1, 1]$: $\partial f(0) = [-1, 1]$.",
            repair="L27r",
            expect="fails",
            controls=[{"name": "C^1", "why": "$x^3 \\sin(1/x)$ and its like: the derivative is continuous"}],
        ),
        entry("L27r", "If f is continuously differentiable, its Clarke differential is its gradient alone", truth="our repair of the slide"),
        entry(
            "L34",
            "Scaling one layer scales the output",
            chapter="homogeneity",
            slide="Positive Homogeneity",
            mutants=[mutant("a < 0"), mutant("bias")],
        ),
        entry(
            "L36",
            "The layer inner product is the output",
            chapter="homogeneity",
            slide="Positive Homogeneity (fact)",
            truth="incomplete",
            why=r"With $W_h \in \mathbb{R}^{m \times m}$ for all $h$ the inner product cannot be typed.",
            statement="For every layer $h = 1, \\dots, H+1$:\n"
            "$\\left\\langle W_h, \\frac{\\partial f(x; W_1, \\dots, W_{H+1})}{\\partial W_h} \\right\\rangle = f(x; W_1, \\dots, W_{H+1})$.",
            uses=["L34"],
            kinks={"patterns": 5, "share": 0.05, "from_instances": 100},
            blind=[r"the value of $\sigma'(0)$, even one outside $[0, 1]$: L20 sees it"],
            mutants=[
                mutant("factor H + 1", "the degree of all layers together, not of one"),
                mutant("slope 17 at 0", r"$\sigma'(0) = 17$", equivalent="a neuron at 0 adds $0$, whatever its slope"),
            ],
        ),
        entry("L43", "Euler's lemma", chapter="homogeneity", uses=["L36"], controls=[{"name": "norm", "why": "degree 1"}]),
        entry("L51", "The ledger of gradient descent", chapter="flow", uses=["L43"]),
        entry("L54", "The layer balance", chapter="balance"),
        entry("L59", "The balance at a point", chapter="balance"),
    ]


def witness(**changes):
    return {
        "instance": "Oscillation(a=0, c=1, power=2, q=1)",
        "imports": "from claims.instances.oscillations import Oscillation",
        "relation": "=",
        "label": "limits of f' at 0",
        "found": "conv{(-1), (1)}",
        "claimed": "conv{(0)}",
        "gap": "1",
        "allowed": "0",
        "finding": "limits of f' at 0: found conv{(-1), (1)}, claimed = conv{(0)}; gap 1",
        "origin": "example",
        "place": "cpu float64",
        "snippet": "from claims.lecture import rerun\nfrom claims.instances.oscillations import Oscillation\n\n"
        "print(rerun('L27', Oscillation(0, 1, 2, 1), 'cpu float64'))",
    } | changes


def evidence():
    """What a run over `lecture()` found; nothing of L54, which the run did not come to, and of L59, which was not asked for."""
    proof = replace(
        found("L05", "exact"),
        method="proof",
        verdict=Verdict.PROVED,
        instances=0,
        ties={},
        layers=[],
        certificate="unsat in 0.01 s",
        detail={"obligations": [obligation()], "rlimit": 100000},
    )
    held = Trial("C^1", "continuous", "supported", instances=200)
    fell = Trial("norm", "degree 1", "refuted", instances=200, witness="(0, 0)", finding="found 1, claimed = 0; gap 1")
    slope = Trial("slope 17 at 0", "", "equivalent", instances=2000, equivalent="a neuron at 0 adds $0$, whatever its slope")
    survivor = Trial("survivor", "nobody kills it", "survived", instances=2000)
    refuted = {"note": "1204 of 2001 instances break the statement", "witness": witness()}
    return [
        found("L05", "exact", mutants=[killed("open interval"), killed("{0, 1}", witness="(0, 1)")]),
        proof,
        *everywhere(found("L12", mutants=[killed("x' = 1")])),
        *everywhere(found("L22", mutants=[survivor])),
        *everywhere(found("L27", verdict=Verdict.REFUTED, controls=[held], **refuted)),
        *everywhere(found("L27r")),
        *everywhere(found("L34", mutants=[killed("a < 0"), killed("bias", killed=0, rare="one in 4,000", known=True)])),
        *everywhere(found("L36", mutants=[killed("factor H + 1"), slope])),
        *everywhere(found("L43", controls=[fell], discarded=41)),
        *everywhere(found("L51")),
    ]


def header(**changes):
    manifest = changes.pop("manifest", lecture())
    facts = {
        "commit": "0c1d2e3f4a5b",
        "dirty": False,
        "started": "2026-01-05T09:00:00+00:00",
        "profile": "report",
        "seed": 0,
        "selected": [e["id"] for e in manifest if e["id"] != "L59"],
        "partial": False,
        "places": [*CPU, *CUDA],
        "versions": {"python": "3.11.9", "torch": "2.13.0+cpu", "hypothesis": "6.170.15"},
        "devices": {"cpu": "x86_64"},
        "manifest": manifest,
    }
    return Header(**(facts | changes))


def write(path, rows=None, *, end=True, **changes):
    """A log in the file `path`; without `end` as a killed run leaves it."""
    writer = Writer(path, header(**changes))
    for row in evidence() if rows is None else rows:
        writer.evidence(row)
    if end:
        writer.end(exit=1, evidence=len(evidence() if rows is None else rows))
    writer.close()
    return path
