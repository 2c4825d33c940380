"""Makes `suite-math.woff2` from `latinmodern-math.otf`: `python make_font.py LATINMODERN_MATH_OTF` (needs fonttools and brotli).

MathML stretches fences, roots and sums only with a font that has an OpenType MATH table. This keeps that table, the
characters below and their size variants. Primes stand only in superscripts here, so they are drawn with the font's own
script forms, which browsers do not pick by themselves. As the font's licence asks of derived works, the name is another.
"""

import re
import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

HERE = Path(__file__).parent
NAME = "Suite Math"
PRIMES = (0x2032, 0x2033, 0x2034, 0x2057)


def characters() -> set[int]:
    """The code points of the `unicode-range` that the stylesheet declares for the font."""
    ranges = re.search(r"unicode-range:([^;]*);", (HERE / "style.css").read_text(encoding="utf-8"))
    if ranges is None:
        raise SystemExit("style.css: a unicode-range was asked for, found none")
    pairs = re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", ranges[1])
    return {code for first, last in pairs for code in range(int(first, 16), int(last or first, 16) + 1)}


def main(source: str) -> None:
    """Writes the subset beside this file."""
    font = TTFont(source)
    forms = {
        glyph: variants[0]
        for lookup in font["GSUB"].table.LookupList.Lookup
        for table in lookup.SubTable
        for glyph, variants in getattr(table, "alternates", {}).items()
        if variants[0].endswith(".st")
    }
    for table in font["cmap"].tables:
        for code in PRIMES:
            if code in table.cmap:
                table.cmap[code] = forms.get(table.cmap[code], table.cmap[code])  # tables may share their cmap
    for record in font["name"].names:
        if record.nameID in (1, 4, 6):
            record.string = NAME.replace(" ", "") if record.nameID == 6 else NAME
    options = Options(
        flavor="woff2", hinting=False, layout_features=[], drop_tables=["FFTM", "GPOS", "GDEF", "GSUB"], name_IDs=[0, 1, 2, 3, 4, 5, 6, 13]
    )
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters())
    subsetter.subset(font)
    font.flavor = "woff2"
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    font.save(HERE / "suite-math.woff2")


if __name__ == "__main__":
    main(sys.argv[1])
