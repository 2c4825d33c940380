"""Text from a log as text on a page: what cannot be printed is made visible, what is too long is shortened and says so."""

from __future__ import annotations

import json
import re

LIMIT = 2000  # characters of one text of the log that a page shows
SOURCE_LIMIT = 30_000  # of a checker's source, which is meant to be read whole

# Control characters, lone surrogates, noncharacters, and the invisible ones that reorder or hide what stands beside them (not the
# invisible operators U+2061 to U+2064, which MathML is right to hold).
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060\u2066-\u206f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff]"
)


def visible(text: str) -> str:
    """`text` with every character that a browser would refuse, hide or obey instead of showing replaced by a visible name."""
    return _HIDDEN.sub(lambda hit: _name(ord(hit[0])), text)


def _name(code: int) -> str:
    return chr(0x2400 + code) if code < 0x20 else f"⟨U+{code:04X}⟩"


def short(text: str, limit: int = LIMIT) -> str:
    """`text`, or its first `limit` characters and a note that says how many the log has."""
    if len(text) <= limit:
        return text
    return f"{text[:limit]} … [shortened: the log has {len(text):,} characters here, the first {limit:,} are shown]"


def count(number: int) -> str:
    """`number` with its thousands set apart."""
    return f"{number:,}"


def ratio(value: float | None) -> str:
    """A ratio to two digits; a dash where there is none."""
    if value is None:
        return "–"
    digits, _, exponent = f"{value:.2g}".partition("e")
    return digits + (f" × 10{superscript(int(exponent))}" if exponent else "")


def superscript(number: int) -> str:
    """A whole number as an exponent."""
    return str(number).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def share(part: int, whole: int) -> str:
    """`part` of `whole` in percent, never rounded to 0 % or 100 % unless it is; a dash where there is no whole."""
    if not whole:
        return "–"
    percent = f"{100 * part / whole:.1f}"
    if percent == "0.0" and part:
        return "< 0.1 %"
    if percent == "100.0" and part < whole:
        return "> 99.9 %"
    return percent.removesuffix(".0") + " %"


def seconds(value: float) -> str:
    """A duration for people."""
    if 0 < value < 0.01:
        return f"{1e3 * value:.3g} ms" if value >= 1e-4 else f"{1e6 * value:.3g} µs"
    return f"{value:.2f} s" if value < 60 else f"{value / 60:.1f} min"


def token(word: str) -> str:
    """A word as one token of a row's data and of a link: letters and digits of any script, the rest as hyphens."""
    return re.sub(r"[\W_]+", "-", word).strip("-").lower()[:60] or "none"


def pretty(value: object) -> str:
    """A value of a log's free-form fields in one line: text as it is, anything else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
