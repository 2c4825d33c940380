"""The report of the whole lecture: seconds from the log to the pages, with every picture drawn anew, and how large they are.

The log is that of the lecture as it stands, its pictures computed at profile quick, with evidence that is made up but has one of
everything at every place of the CPU: ties, layers, gaps, mutants, features. What is measured is the rendering.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from claims.core.evidence import Trial, Verdict
from claims.core.examine import budget
from claims.core.pictures import pictured
from claims.lecture import CLAIMS
from claims.methods import manifest
from reports import figures, render, tables
from reports.drawing import store
from tests.reports import logs

VERDICTS = {"holds": Verdict.SUPPORTED, "fails": Verdict.REFUTED, "untyped": Verdict.UNTYPED}
TRIED = {"dimension": {"1": 900, "2": 1100}, "hidden layers": {"1": 700, "2": 800, "3": 500}, "judged": {"exactly": 2000}}


def row_of(claim, entry, place):
    verdict = VERDICTS[claim.expect]
    return logs.found(
        claim.id,
        place,
        verdict,
        hashes=entry["hashes"],
        tried=TRIED,
        bounded=1120,
        worst=0.0431,
        gaps={"-4": 88, "-3": 402, "-2": 9},
        witness=None if verdict is Verdict.SUPPORTED else logs.witness(place=place),
        mutants=[Trial(m.name, m.why, "equivalent" if m.equivalent else "killed", True, 61, 200, "", m.equivalent, m.rare) for m in claim.mutants],
        controls=[Trial(c.name, c.why, "supported", instances=200) for c in claim.controls],
    )


@pytest.fixture(scope="module")
def board(tmp_path_factory):
    known = manifest()
    rows = []
    for claim, entry in zip(CLAIMS, known, strict=True):
        first, *others = (row_of(claim, entry, place) for place in (["exact"] if claim.exact else logs.CPU))
        rows += [replace(first, detail=pictured(claim.pictures, budget("quick"))), *others]
    return tables.board(tables.load([logs.write(tmp_path_factory.mktemp("log") / "lecture.jsonl", rows, manifest=known)]))


def test_report(benchmark, board, tmp_path):
    site = benchmark.pedantic(render.pages, args=(board,), setup=store.forget, rounds=3)
    render.write(site, tmp_path / "html")
    pages = {name: len(content) for name, content in site.items() if name.endswith(".html")}
    benchmark.extra_info.update(
        claims=len(board.lines),
        drawings=sum(name.endswith(".svg") and not name.endswith(".dark.svg") for name in site if name.startswith(figures.FOLDER)),
        index_bytes=pages["index.html"],
        largest_claim_bytes=max(pages[f"{line.id}.html"] for line in board.lines),
        all_bytes=sum(map(len, site.values())),
    )
