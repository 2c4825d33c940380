"""The code that a file of claims, obligations or sweeps rests on in the rooms of instances, as a hash: routes and strategies stand there.

The engine in `impl` and the machinery in `claims.core` are not followed: the commit in a log's header tells them.
"""

from __future__ import annotations

import ast
import hashlib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = "claims.instances"


@cache
def imported(file: Path) -> tuple[Path, ...]:
    """The files of the instances rooms that `file` itself imports, sorted."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and f"{node.module}.".startswith(f"{ROOMS}."):
            names = [str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)]
            found |= {ROOT.joinpath(*name.split(".")).with_suffix(".py") for name in names}
    return tuple(sorted(path for path in found if path.is_file()))


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
    return hashlib.sha256(ast.unparse(ast.parse(file.read_text(encoding="utf-8"))).encode()).digest()


def digest(file: str) -> str:
    """One hash (hex) of the code, without comments, of all that `file` rests on there; of nothing where it rests on nothing."""
    return hashlib.sha256(b"".join(_digest_of(path) for path in behind(Path(file)))).hexdigest()
