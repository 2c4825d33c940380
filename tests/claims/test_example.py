"""The worked example of ARCHITECTURE.md is examined as it stands there, and is green."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

from claims.core.claim import Claim, entry
from claims.core.examine import budget, examine
from claims.core.standing import Colour, standing
from claims.homogeneity.proofs import L30
from impl.place import PLACES

PAGE = Path(__file__).parents[2] / "ARCHITECTURE.md"


def examples():
    """The blocks of Python on the page: a claim, an obligation."""
    return re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


def test_the_example_that_the_page_shows_is_a_green_claim(tmp_path):
    code, _ = examples()
    file = tmp_path / "X01_example.py"
    file.write_text(code, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("X01_example", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (claim,) = (value for value in vars(module).values() if isinstance(value, Claim))
    rows = examine(claim, [place for place in PLACES if place.device == "cpu"], budget("report"))
    assert standing(entry(claim), rows).colour is Colour.GREEN
    assert all(mutant.outcome == "killed" for row in rows for mutant in row.mutants)


def test_the_obligation_that_the_page_shows_is_that_of_the_lecture():
    _, code = examples()
    assert code.replace("  # hypotheses, conclusion", "") in Path(L30.__file__).read_text(encoding="utf-8")
