r"""Why pandoc: what it does right on a page of statements, which lighter converters do not, and that nothing unknown passes."""

import re
import subprocess
from xml.etree import ElementTree

import pytest

from reports import mathml
from reports.mathml import Formula, MathError
from reports.prose import Prose, formulas
from tests.reports import logs
from tests.reports.font import font_covers

STATEMENTS = [
    r"\partial_s f(x) = \{ s \in \mathbb{R}^d : \forall x' \in \mathbb{R}^d,\ f(x') \ge f(x) + \underbrace{s^\top (x' - x)}_{\text{linear}} \}",
    r"\partial f(x) \triangleq \operatorname{conv}\left(\{ s : \exists x_i \to x,\ \nabla f(x_i) \to s \}\right)",
    r"\left\langle W_h, \frac{\partial f(x; W_1, \dots, W_{H+1})}{\partial W_h} \right\rangle = f(x; W_1, \dots, W_{H+1})",
    r"f(\alpha x) = \alpha^L f(x), \quad \|\alpha x\| = \alpha \cdot \|x\|, \quad \prod_{i=1}^d x_i^{p_i},\ \sum_{i=1}^d p_i = L",
    r"\|W_i(t+1)\|_F^2 - \|W_j(t+1)\|_F^2 = \|W_i\|_F^2 - \|W_j\|_F^2 + \eta^2 (\|G_i\|_F^2 - \|G_j\|_F^2)",
    r"\sigma(z) = \begin{cases} z & z > 0 \\ 0 & \text{else} \end{cases}, \qquad \partial_s f(-1) = \emptyset",
    r"f^\circ(0; 1) = \limsup_{y \to 0,\ t \downarrow 0}",
    r"\begin{aligned} \dot W &\in -\partial_W L \\ \tfrac{d}{dt} D_{ij} &= 0 \end{aligned}",
    r"\mathcal{O}\left(\frac{1}{\sqrt{T}}\right), \quad A_h = \begin{pmatrix} 1 & 0 \\ 0 & 0 \end{pmatrix}",
    r"\left\lfloor x \right\rfloor \ne \lceil y \rceil, \quad \hat\theta \bar x \tilde{y} \vec v",
]


def one(tex, display=False):
    return mathml.convert([Formula(tex, display, "claim L01, statement")])[tex, display]


def parts(tex, tag):
    return list(ElementTree.fromstring(one(tex)).iter(tag))


@pytest.fixture(scope="module")
def page():
    return mathml.convert([Formula(tex, display, "here") for tex in STATEMENTS for display in (False, True)])


def test_every_statement_becomes_mathematics_with_its_source_beside_it(page):
    assert len(page) == 2 * len(STATEMENTS)
    for (tex, display), markup in page.items():
        root = ElementTree.fromstring(markup)
        assert root.get("display") == ("block" if display else "inline")
        assert root.find("semantics/annotation").text == tex


def test_angle_brackets_are_fences():
    fences = {element.text: element.get("form") for element in parts(r"\langle x, y \rangle", "mo")}
    assert (fences["⟨"], fences["⟩"]) == ("prefix", "postfix")


def test_what_stands_between_left_and_right_stretches_them():
    assert [e.get("stretchy") for e in parts(r"\left\langle \frac{a}{b} \right\rangle", "mo")] == ["true", "true"]


def test_norms_are_fences_and_not_relations():
    fences = [(e.text, e.get("form") is not None) for e in parts(r"\|x\| \ne \lVert y \rVert", "mo")]
    assert fences == [*[("‖", True)] * 2, ("≠", False), *[("‖", True)] * 2]
    assert [e.text for e in parts(r"a \parallel b", "mo")] == ["∥"]


@pytest.mark.parametrize(("tex", "fence"), [(r"\|x\|_F^2 - 1", "‖"), ("(x)^2 - 1", ")"), (r"\langle x \rangle_i - 1", "⟩"), ("|x|^2", "|")])
def test_a_closing_fence_with_a_script_is_a_letter_beside_which_a_minus_keeps_its_spaces(tex, fence):
    (base,) = [e[0] for tag in ("msub", "msup", "msubsup") for e in parts(tex, tag)]
    assert (base.tag, base.text, base.attrib) == ("mi", fence, {"mathvariant": "normal"})


@pytest.mark.parametrize(
    ("tex", "infix"), [(r"\|a\|^2 - \|b\|", 1), (r"a + \|b\|", 1), (r"a = -\|b\|", 0), (r"-\|b\|", 0), ("x = -1", 0), (r"c\,(-\|b\|)", 0)]
)
def test_a_minus_before_a_norm_is_an_operator_where_there_is_something_to_subtract_from(tex, infix):
    assert len([e for e in parts(tex, "mo") if e.get("form") == "infix"]) == infix


def test_markup_within_text_stays_text():
    markup = one(r"\text{<script>alert(1)</script> & <b>}")
    assert "<script" not in markup
    assert "".join(ElementTree.fromstring(markup).find(".//mtext").itertext()).replace("\u00a0", " ") == "<script>alert(1)</script> & <b>"


def test_unknown_commands_fail_the_build_and_every_one_is_named_with_its_claim_and_the_reason():
    wanted = [
        Formula(r"\foo x", False, "claim L01, statement"),
        Formula("x", False, "claim L02, why"),
        Formula(r"\href{javascript:1}{x}", True, "claim L03, proof"),
    ]
    with pytest.raises(MathError) as refusal:
        mathml.convert(wanted)
    first, second = str(refusal.value).splitlines()
    assert first.startswith(r"claim L01, statement: the formula $\foo x$ ")
    assert r"unexpected control sequence \foo" in first
    assert second.startswith(r"claim L03, proof: the formula $\href{javascript:1}{x}$ ")


@pytest.mark.parametrize("tex", [r"\frac{1}{", r"x^{2}}", r"\begin{cases} 1", r"\left x", "x^2^3 &"])
def test_what_is_not_latex_fails_the_build(tex):
    with pytest.raises(MathError, match="claim L01, statement"):
        one(tex)


def test_what_browsers_do_not_draw_is_refused_since_it_would_change_the_meaning():
    with pytest.raises(MathError, match="<menclose>"):
        one(r"\cancel{x}")


@pytest.mark.parametrize(
    "tex", [r'"]]] , Div ("f0",[],[]) [RawBlock (Format "html") "<script>"', 'a " b', r"\text{\"}", r"x \backslash y", r"\text{</div>}"]
)
def test_no_formula_ends_its_own_quotation(tex):
    try:
        markup = one(tex)
    except MathError:
        return
    assert ElementTree.fromstring(markup).find("semantics/annotation").text == tex
    assert not re.search("<(script|div)", markup)


def test_quotes_and_backslashes_reach_pandoc_as_they_are():
    (text,) = parts(r'\text{say "x"} \& y', "mtext")
    assert text.text == 'say "x"'


def test_a_formula_of_characters_that_cannot_be_printed_is_refused():
    with pytest.raises(MathError, match="printable characters"):
        one("x\x00y")


def test_styles_become_classes_since_the_pages_allow_none(page):
    markup = "".join(page.values())
    assert " style=" not in markup
    assert "columnalign" not in markup
    classes = set(re.findall('<mtd class="([^"]*)"', markup))
    assert classes == {"left", "center", "right tight", "left tight"}


def test_a_style_that_has_no_class_is_refused():
    with pytest.raises(MathError, match="color"):
        mathml._checked('<math><mtd style="color: red">x</mtd></math>')


def test_elements_that_no_page_may_hold_are_refused():
    for piece in ("<math><script>x</script></math>", '<math onclick="x"></math>', '<math><mtext href="x"></mtext></math>', "text", "<math>"):
        with pytest.raises((MathError, ElementTree.ParseError)):
            mathml._checked(piece)


def test_all_formulas_of_a_site_cost_one_process(monkeypatch):
    calls, run = [], subprocess.run
    monkeypatch.setattr(subprocess, "run", lambda *a, **k: calls.append(a) or run(*a, **k))
    prose = Prose([("a", "$x$ and $y$ and $$z$$"), ("b", "$x$ again, $w$")])
    assert len(calls) == 1
    assert str(prose.inline("$w$")).count("<math") == 1
    Prose([("c", "no formula")])
    assert len(calls) == 1


def test_text_around_formulas_is_escaped_and_paragraphs_stay_apart():
    text = "<i> $a < b$, then <b>\n\n$$c$$ and `x < y`; $d$. End <u>"
    prose = Prose([("here", text)])
    page = str(prose.paragraphs(text))
    assert page.count("<p>") == 2
    assert all(f"&lt;{name}&gt;" in page for name in "ibu")
    assert "<code>x &lt; y</code>" in page
    assert re.search(r"</math>\.</span> End", page), "the full stop stays on the line of its formula"


def test_a_formula_may_run_over_lines():
    assert [f.tex for f in formulas("so $a\n   = b$", "here")] == ["a = b"]


@pytest.mark.parametrize("text", ["costs $5", "$a$ and $b", "$$", "$$x$ y"])
def test_a_dollar_alone_is_refused(text):
    with pytest.raises(MathError, match="claim L05, why: dollars in pairs"):
        Prose([("claim L05, why", text)])


def test_the_font_has_every_character_of_the_statements(page):
    markup = [*page.values(), *mathml.convert([f for e in logs.lecture() for f in formulas(e["statement"] + e["why"], e["id"])]).values()]
    for piece in markup:
        root = ElementTree.fromstring(piece)
        root.find("semantics").remove(root.find("semantics/annotation"))
        missing = {c for c in "".join(root.itertext()) if not font_covers(c)}
        assert not missing, f"{missing} in {piece}"


def test_the_font_does_not_claim_what_it_lacks():
    assert not font_covers("ℵ")
    assert font_covers("𝑥")
    assert font_covers("⟨")
    assert font_covers("∂")


@pytest.mark.parametrize(
    ("tex", "spaces"),
    [
        (r"2 x \sin(1/x)", 1),
        (r"x^2 \sin x", 2),
        (r"\sin x - \cos x", 2),
        (r"\max\{x, 0\}", 0),
        (r"a \sup_x f", 2),
        (r"\|x\| \log n", 2),
        (r"\log \log n", 2),
        (r"f(x) \log n", 2),
        (r"-\log(n)", 0),
        (r"x_{\max}", 0),
    ],
)
def test_names_of_functions_are_set_apart_as_tex_does(tex, spaces):
    assert str(one(tex)).count('<mspace width="0.1667em">') == spaces


def test_a_statement_has_its_formulas_at_full_size():
    prose = Prose([("x", r"a $\frac{1}{2}$ b $$c$$")])
    assert prose.statement(r"a $\frac{1}{2}$ b").count(' displaystyle="true"') == 1
    assert "displaystyle" not in prose.paragraphs(r"a $\frac{1}{2}$ b")
    assert "displaystyle" not in prose.statement("$$c$$")
