"""Which characters the stylesheet declares its mathematical font for."""

import re
from pathlib import Path

STYLE = Path("reports/static/style.css").read_text(encoding="utf-8")
_RANGES = [
    (int(first, 16), int(last or first, 16))
    for first, last in re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", re.search(r"unicode-range:([^;]*);", STYLE)[1])
]


def font_covers(character: str) -> bool:
    """Whether the pages set this character in the font; letters are set in mathematical italics by the browser."""
    return any(first <= ord(character) <= last for first, last in _RANGES)
