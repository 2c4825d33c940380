r"""LaTeX in the claims' texts becomes MathML when the pages are built: one pandoc process for all formulas of a site.

Why pandoc (through pypandoc_binary, a wheel) and not the much lighter latex2mathml: on a page of statements (see
tests/reports/test_mathml.py) latex2mathml 3.81 makes letters of `\langle` and `\rangle`, which are fences, prints an unknown
command as a letter without a word of warning, and passes `\text{<b>}` through as markup. Pandoc gets the first and the
last right and refuses the second. It is also fast: some hundred formulas in about a tenth of a second.

Pandoc is handed its own document format, so that no formula can end its own quotation. What comes back is read as XML and
must consist of MathML presentation elements only; `style` attributes, which the pages' policy would block, become classes.
"""

from __future__ import annotations

import re
import subprocess
from typing import NamedTuple
from xml.etree import ElementTree

from markupsafe import Markup

MATHML = "{http://www.w3.org/1998/Math/MathML}"
# No menclose: browsers do not draw it, and a \\cancel that is not seen changes the meaning.
# fmt: off
ELEMENTS = frozenset((
    "math", "semantics", "annotation", "mrow", "mi", "mo", "mn", "mtext", "mspace", "mfrac", "msqrt", "mroot", "mstyle", "mpadded", "mphantom",
    "msub", "msup", "msubsup", "munder", "mover", "munderover", "mmultiscripts", "mprescripts", "none", "mtable", "mtr", "mtd", "merror",
))
ATTRIBUTES = frozenset((
    "display", "encoding", "stretchy", "form", "accent", "accentunder", "fence", "separator", "lspace", "rspace", "minsize", "maxsize", "symmetric",
    "largeop", "movablelimits", "mathvariant", "linethickness", "width", "height", "depth", "displaystyle", "scriptlevel", "columnspacing",
    "rowspacing", "class", "columnalign", "rowspan", "columnspan",
))
# fmt: on
BINARY = ("−", "+", "±", "∓", "⋅", "×")
_ALIGN = re.compile(r"text-align:\s*(left|right|center);?\s*")


class MathError(ValueError):
    """A formula that cannot be set; the message names the claim, the field and the formula."""


class Formula(NamedTuple):
    """A formula, whether it stands on a line of its own, and where it was first seen (`claim L36, statement`)."""

    tex: str
    display: bool
    where: str = ""


def convert(wanted: list[Formula]) -> dict[tuple[str, bool], Markup]:
    """MathML of each formula. Raises MathError naming every formula that pandoc cannot read, and why."""
    ready, problems = attempt(wanted)
    if problems:
        raise MathError("\n".join(problems.values()))
    return ready


def attempt(wanted: list[Formula]) -> tuple[dict[tuple[str, bool], Markup], dict[tuple[str, bool], str]]:
    """MathML of each formula that can be set, and for each other one what is wrong with it. Raises MathError where pandoc itself fails."""
    ready: dict[tuple[str, bool], Markup] = {}
    problems = {f[:2]: problem for f in wanted if (problem := _unprintable(f))}
    wanted = [f for f in wanted if f[:2] not in problems]
    if not wanted:
        return ready, problems
    document = ",\n".join(
        f'Div ("f{number}",[],[]) [Plain [Math {"DisplayMath" if f.display else "InlineMath"} {_haskell(f.tex)}]]' for number, f in enumerate(wanted)
    )
    done = _pandoc(f"[{document}]")
    pieces = dict(re.findall(r'<div id="f(\d+)">\n(.*?)\n</div>', done.stdout, flags=re.DOTALL))
    for number, formula in enumerate(wanted):
        piece = pieces.get(str(number), "")
        try:
            ready[formula[:2]] = Markup(_checked(piece))
        except (ElementTree.ParseError, MathError) as error:
            said = _complaint(done.stderr, formula.tex) or error
            problems[formula[:2]] = f"{formula.where}: the formula ${formula.tex}$ cannot be set: {said}"
    if done.returncode or (done.stderr and not problems):
        raise MathError(f"pandoc (exit code {done.returncode}) complained: {done.stderr.strip()}")
    return ready, problems


def _pandoc(document: str) -> subprocess.CompletedProcess[str]:
    import pypandoc  # here and not above: it looks for its program when it is imported

    command = [pypandoc.get_pandoc_path(), "--from=native", "--to=html", "--mathml", "--wrap=none", "--sandbox"]
    return subprocess.run(command, input=document, capture_output=True, text=True, encoding="utf-8", check=False)


def _unprintable(formula: Formula) -> str:
    """What is wrong with a formula that no page can print; empty for others."""
    bad = [c for c in formula.tex if not c.isprintable()]
    return f"{formula.where}: printable characters were asked for in a formula, found {bad[0]!r} in {formula.tex!r}" if bad else ""


def _haskell(tex: str) -> str:
    """The formula as a string of pandoc's native format."""
    return '"' + tex.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _complaint(stderr: str, tex: str) -> str:
    """What pandoc said about this formula, on one line."""
    for warning in stderr.split("[WARNING] "):
        if warning.startswith(f"Could not convert TeX math {tex},"):
            return " ".join(warning.split("rendering as TeX:", 1)[-1].split())
    return ""


def _checked(piece: str) -> str:
    """`piece` without namespaces and styles. Raises MathError or ParseError where it is not MathML and only that."""
    if not piece.startswith("<math"):
        raise MathError("pandoc made no MathML of it")
    root = ElementTree.fromstring(piece)
    for element in root.iter():
        element.tag = element.tag.removeprefix(MATHML)
        if style := element.attrib.pop("style", ""):
            element.attrib.pop("columnalign", None)
            element.set("class", _class(style))
        if element.tag not in ELEMENTS or not set(element.attrib) <= ATTRIBUTES:
            raise MathError(f"found <{element.tag}> with {sorted(element.attrib)}, which no page may hold")
    _fences(root)
    _functions(root)
    return ElementTree.tostring(root, encoding="unicode", short_empty_elements=False)


def _fences(root: ElementTree.Element) -> None:
    r"""Spaces norms and moduli as TeX does. Pandoc takes every `\|` for a closing fence, which has three consequences.

    It writes U+2225, which browsers space as the relation that it is: here U+2016. A fence that carries a script makes the whole an
    operator, beside which a minus loses its spaces: here a letter. And a minus before a fence that closes becomes a letter: here it
    stays an operator where something stands before it that it can be subtracted from.
    """
    for fence in root.iter("mo"):
        if fence.text == "∥" and fence.get("form"):
            fence.text = "‖"
    for element in root.iter():
        if element.tag in ("msub", "msup", "msubsup") and element[0].get("form") and element[0].get("stretchy") == "false":
            element[0].tag, element[0].attrib = "mi", {"mathvariant": "normal"}
    for parent in root.iter("mrow"):
        for before, sign, after in zip(parent, parent[1:], parent[2:], strict=False):
            if sign.tag == "mi" and sign.text in BINARY and after.text in ("‖", "|") and (before.tag != "mo" or before.get("form") == "postfix"):
                sign.tag, sign.attrib = "mo", {"form": "infix"}


def _functions(root: ElementTree.Element) -> None:
    r"""Sets names of functions apart from what stands beside them by a thin space, as TeX does: pandoc writes $2 x \sin t$ without any.

    None before a fence that opens, nor beside an operator, which has spaces of its own (The TeXbook, chapter 18).
    """
    for parent in [element for element in root.iter() if element.tag in ("mrow", "mtd", "msqrt", "mstyle")]:
        children = list(parent)
        for k in [k for k, child in enumerate(children) if _is_function(child)][::-1]:
            before, after = children[k - 1] if k else None, children[k + 1] if k + 1 < len(children) else None
            if after is not None and after.tag not in ("mo", "mspace"):
                parent.insert(k + 1, ElementTree.Element("mspace", {"width": "0.1667em"}))
            if before is not None and not _is_function(before) and _is_operand(before):
                parent.insert(k, ElementTree.Element("mspace", {"width": "0.1667em"}))


def _is_operand(element: ElementTree.Element) -> bool:
    """Whether it is no operator, no opening fence and no space; a minus that begins a formula comes as a letter."""
    if element.tag == "mo":
        return element.get("form") == "postfix"
    return element.tag != "mspace" and not (element.tag == "mi" and element.text in BINARY)


def _is_function(element: ElementTree.Element) -> bool:
    """A name such as `sin` or `max`, perhaps with a script, as pandoc writes it: letters and the invisible sign of application."""
    if element.tag in ("msub", "msup", "msubsup", "munder", "mover", "munderover") and len(element):
        element = element[0]
    return element.tag == "mrow" and len(element) == 2 and element[0].tag == "mi" and element[1].text == "\u2061"


def _class(style: str) -> str:
    hit = _ALIGN.match(style)
    if hit is None:
        raise MathError(f"found the style {style!r}, which has no class in the stylesheet")
    rest = style[hit.end() :]
    if rest and not re.fullmatch(r"padding-(left|right):\s*0(;\s*padding-(left|right):\s*0)*;?\s*", rest):
        raise MathError(f"found the style {style!r}, which has no class in the stylesheet")
    return hit[1] + (" tight" if rest else "")
