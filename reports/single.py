"""The whole report as one file, for a mail or an artifact: style, font and figures within, no script, nothing beside it.

The index comes first and each other page is a `<details>`, which a browser opens when a link or a search leads into it. Ids carry the
name of their page, so that no two clash; figures are pictures of their own (`data:`), so that theirs cannot.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Mapping, Sequence
from html.parser import HTMLParser

from markupsafe import Markup

from reports.environment import environment
from reports.products import GENERATOR

# As `reports.site.POLICY`, for a file that has all it needs within: its one style by hash, its font and figures as data.
POLICY = "default-src 'none'; style-src 'sha256-{style}'; font-src data:; img-src data:; base-uri 'none'; form-action 'none'"
KINDS = {"svg": "image/svg+xml", "csv": "text/csv", "woff2": "font/woff2", "smt2": "text/plain", "py": "text/plain", "json": "application/json"}
NAMES = ("aria-labelledby", "aria-describedby", "aria-controls", "for", "headers")  # attributes that hold ids
LEVELS = {"h1": "h2", "h2": "h3", "h3": "h4", "h4": "h5", "h5": "h6"}


def single(site: Mapping[str, bytes], claims: Sequence[str]) -> bytes:
    """All pages of `site` in one file: the index, the other pages in their order, then those of `claims`, which are ids."""
    last = [f"{ident}.html" for ident in claims]
    order = [name for name in site if name.endswith(".html") and name not in (*last, "index.html")] + last
    style = _style(site)
    sections = [(name.removesuffix(".html"), *_folded(name, site)) for name in order]
    page = (
        environment()
        .get_template("single.html")
        .render(
            policy=POLICY.format(style=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()),
            generator=GENERATOR,
            icon=Markup(_data("static/icon.svg", site)),
            style=Markup(style),
            index=Markup(_main("index.html", site).text),
            sections=sections,
            claims=frozenset(claims),
        )
    )
    return page.encode()


def _folded(name: str, site: Mapping[str, bytes]) -> tuple[Markup, Markup]:
    """The page's heading and the rest of it, every heading one level lower."""
    main = _main(name, site)
    return Markup(main.heading), Markup(main.text)


def _main(name: str, site: Mapping[str, bytes]) -> _Main:
    reader = _Main(name, site)
    reader.feed(site[name].decode())
    reader.close()
    return reader


def _style(site: Mapping[str, bytes]) -> str:
    css = site["static/style.css"].decode()
    return re.sub(r'url\("([^"]+)"\)', lambda hit: f'url("{_data(f"static/{hit[1]}", site)}")', css)


def _data(name: str, site: Mapping[str, bytes]) -> str:
    kind = KINDS.get(name.rsplit(".", 1)[-1], "text/plain")
    return f"data:{kind};base64,{base64.b64encode(site[name]).decode()}"


class _Main(HTMLParser):
    """The content of a page's `<main>` as it stands, but for its ids, its links and the level of its headings; filters are left out."""

    def __init__(self, name: str, site: Mapping[str, bytes]) -> None:
        super().__init__(convert_charrefs=False)
        self.stem, self.site = name.removesuffix(".html"), site
        self.within, self.left_out, self.in_heading = False, 0, False
        self.pieces: list[str] = []
        self.headings: list[str] = []

    @property
    def text(self) -> str:
        return "".join(self.pieces).strip()

    @property
    def heading(self) -> str:
        return "".join(self.headings).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]], end: str = ">") -> None:
        if tag == "main":
            self.within = True
        elif self.within and self.left_out:
            self.left_out += tag == "div"
        elif self.within and tag == "div" and ("class", "filters") in attrs:
            self.left_out = 1
        elif self.within and tag == "h1" and self.stem != "index":
            self.in_heading = True
        elif self.within:
            self._write(self._tag(tag, attrs, end))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs, "/>")

    def handle_endtag(self, tag: str) -> None:
        if tag == "main":
            self.within = False
        elif self.within and self.left_out:
            self.left_out -= tag == "div"
        elif self.in_heading and tag == "h1":
            self.in_heading = False
        elif self.within:
            self._write(f"</{self._level(tag)}>")

    def handle_data(self, data: str) -> None:
        self._write(data)

    def handle_entityref(self, name: str) -> None:
        self._write(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._write(f"&#{name};")

    def _write(self, text: str) -> None:
        if self.within and not self.left_out:
            (self.headings if self.in_heading else self.pieces).append(text)

    def _tag(self, tag: str, attrs: list[tuple[str, str | None]], end: str) -> str:
        made = [pair for name, value in attrs for pair in self._attribute(tag, name, value)]
        return f"<{self._level(tag)}" + "".join(f" {name}" if value is None else f' {name}="{html.escape(value)}"' for name, value in made) + end

    def _level(self, tag: str) -> str:
        return LEVELS.get(tag, tag) if self.stem != "index" else tag

    def _attribute(self, tag: str, name: str, value: str | None) -> list[tuple[str, str | None]]:
        """The attribute in the one file; a link to a file becomes the file itself, to be saved, but for drawings, which are there already."""
        if value is None:
            return [(name, value)]
        if name == "id":
            return [(name, self._id(value))]
        if name in NAMES:
            return [(name, " ".join(map(self._id, value.split())))]
        if name in ("src", "srcset") and value in self.site:
            return [(name, _data(value, self.site))]
        if name == "href" and value in self.site and not value.endswith(".html"):
            return [] if value.endswith(".svg") else [("download", value.rsplit("/", 1)[-1]), (name, _data(value, self.site))]
        if name in ("href", "xlink:href"):
            return [(name, self._link(value))]
        return [(name, re.sub(r"url\(#([^)]+)\)", lambda hit: f"url(#{self._id(hit[1])})", value))]

    def _id(self, ident: str) -> str:
        return f"{self.stem}--{ident}"

    def _link(self, value: str) -> str:
        page, _, fragment = value.partition("#")
        stem = page.removesuffix(".html") or self.stem
        return f"#{stem}--{fragment}" if fragment else f"#{stem}"
