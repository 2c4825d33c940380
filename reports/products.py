"""Folders whose contents are made, not written: they ignore themselves, so that no product is ever committed."""

from __future__ import annotations

from pathlib import Path

EVIDENCE = Path("reports/evidence")
KINKS, KEPT_KINKS = Path("reports/evidence/kinks"), Path("reports/kept/kinks")
BENCH = Path("reports/bench")
HTML = Path("reports/html")
GENERATOR = "reports of a theorem-checking suite"  # in every page and figure, so that a later report knows what it may remove
COMPARE = Path("reports/compare")
TRENDS = Path("reports/trends")
KEPT = Path("reports/kept/baseline.jsonl")  # this one is written and committed


def product(folder: Path) -> Path:
    """`folder`, made if it is missing. A folder made here, or found empty, gets a `.gitignore` that ignores all of it."""
    if not folder.exists() or not any(folder.iterdir()):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ".gitignore").write_text("*\n", encoding="utf-8")
    return folder
