"""The floors of the house: imports run downwards only, and what a room must not know it does not import."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FLOORS = (
    "impl",
    "claims.core",
    "claims.instances",
    "claims.pictures",
    "claims",
    "claims.lecture",
    "claims.proofs",
    "claims.sweeps",
    "claims.methods",
    "reports",
    "tests",
)
ALLOWED = {  # importer -> what of our own it may import
    "impl": ("impl",),
    "claims.core": ("impl", "claims.core"),
    "claims.instances": ("impl", "claims.core", "claims.instances"),
    "claims.pictures": ("impl", "claims.core", "claims.instances", "claims.pictures"),
    "claims": ("impl", "claims.core", "claims.instances", "claims.pictures", "claims"),
    "claims.lecture": ("impl", "claims.core", "claims.instances", "claims"),
    "claims.proofs": ("impl", "claims.core", "claims.instances", "claims"),
    "claims.sweeps": ("impl", "claims.core", "claims.instances", "claims"),
    "claims.methods": ("impl", "claims"),
    "reports": ("reports", *(f"claims.core.{name}" for name in ("choices", "evidence", "log", "pictures", "shape", "standing"))),
    "tests": ("impl", "claims", "reports", "tests"),
}
FORBIDDEN = {
    "impl": ("hypothesis", "pytest", "jinja2", "pandas"),
    "claims": ("pytest", "pandas", "jinja2"),
    "claims.core": ("pytest", "pandas", "jinja2"),
    "claims.instances": ("pytest", "pandas", "jinja2"),
    "reports": ("torch", "hypothesis", "pytest"),
}
FILES = sorted(path for room in ("impl", "claims", "reports", "tests") for path in (ROOT / room).rglob("*.py"))


def module_of(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def floor_of(module):
    return max((floor for floor in FLOORS if module == floor or module.startswith(floor + ".")), key=len)


def imported(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import; absolute imports from the four roots are allowed"
            yield node.module


def within(module, rooms):
    return any(module == room or module.startswith(room + ".") for room in rooms)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_run_downwards(path):
    floor = floor_of(module_of(path))
    for module in imported(path):
        if within(module, ("impl", "claims", "reports", "tests")):
            assert within(module, ALLOWED[floor]), f"{path} imports {module}; {floor} may import {ALLOWED[floor]}"
        assert not within(module, FORBIDDEN.get(floor, ())), f"{path} imports {module}, which {floor} must not know"


def test_there_are_no_circles():
    modules = {module_of(path): path for path in FILES}
    edges = {name: {m for m in imported(path) if m in modules} for name, path in modules.items()}
    done, under_way = set(), []

    def visit(name):
        assert name not in under_way, " -> ".join([*under_way[under_way.index(name) :], name])
        if name not in done:
            under_way.append(name)
            for other in sorted(edges[name]):
                visit(other)
            under_way.pop()
            done.add(name)

    for name in sorted(modules):
        visit(name)


@pytest.mark.parametrize("module", ["claims.core.standing", "claims.core.log", "reports.__main__"])
def test_the_evidence_can_be_read_without_torch(module):
    code = f"import sys, {module}; print(sorted(set(sys.modules) & {{'torch', 'hypothesis', 'pytest'}}))"
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
