"""Hashes of statements and of code, by which stale evidence is known: a file with the rooms of instances that it rests on, where routes stand.

The engine in `impl` and the machinery in `claims.core` are not followed: the commit in a log's header tells them.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = "claims.instances"


@cache
def _tree(file: Path) -> ast.Module:
    """The file's code, read once: nobody may change it."""
    return ast.parse(file.read_text(encoding="utf-8"))


@cache
def imported(file: Path) -> tuple[Path, ...]:
    """The files of the instances rooms that `file` itself imports, sorted."""
    found = set()
    for node in _statements(_tree(file)):
        if isinstance(node, ast.ImportFrom) and f"{node.module}.".startswith(f"{ROOMS}."):
            names = [str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)]
            found |= {ROOT.joinpath(*name.split(".")).with_suffix(".py") for name in names}
    return tuple(sorted(path for path in found if path.is_file()))


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    """All statements below a node, with handlers and cases: imports are among them, and no expression holds one."""
    for part in ("body", "orelse", "finalbody", "handlers", "cases"):
        below = getattr(node, part, ())
        for statement in below if isinstance(below, list) else ():  # the body of a lambda is an expression
            yield statement
            yield from _statements(statement)


@cache
def behind(file: Path) -> tuple[Path, ...]:
    """All files of the instances rooms that `file` rests on, through other rooms too, sorted."""
    found: set[Path] = set()
    left = [file]
    while left:
        new = [path for path in imported(left.pop()) if path not in found]
        found.update(new)
        left += new
    return tuple(sorted(found))


@cache
def _digest_of(file: Path) -> bytes:
    return hashlib.sha256(ast.unparse(_tree(file)).encode()).digest()


def rooms(file: str) -> str:
    """One hash (hex) of the code, without comments, of all that `file` rests on there; of nothing where it rests on nothing."""
    return hashlib.sha256(b"".join(_digest_of(path) for path in behind(Path(file)))).hexdigest()


@cache
def hashes(claim_file: str, statement: str) -> dict[str, str]:
    """SHA-256 (16 hex digits) of the statement, and of the file's code with the rooms of instances that it rests on.

    Comments, checkers' docstrings and pictures are left out.
    """
    tree = ast.parse(Path(claim_file).read_text(encoding="utf-8"))
    tree.body = [node for node in tree.body if not (isinstance(node, ast.ImportFrom) and str(node.module).startswith("claims.pictures"))]
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            node.keywords = [keyword for keyword in node.keywords if keyword.arg != "pictures"]
        if isinstance(node, ast.FunctionDef) and ast.get_docstring(node) and node.decorator_list:
            node.body = node.body[1:] or [ast.Pass()]
    return {"statement": _digest(statement), "checker": _digest(ast.unparse(tree) + rooms(claim_file))}


@cache
def hash_of_code(file: str) -> str:
    """SHA-256 (16 hex digits) of a file's code with its rooms, without comments: of obligations and sweeps, which stand in files of their own."""
    return _digest(ast.unparse(_tree(Path(file))) + rooms(file))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
