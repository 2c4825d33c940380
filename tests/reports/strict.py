"""A strict reading of a page: every tag closed in its order, ids unique, only elements and attributes that the pages are to have."""

from __future__ import annotations

from html.parser import HTMLParser

from reports.mathml import ELEMENTS as MATH

VOID = {"meta", "link", "br", "rect", "polyline", "path", "img", "source", "input"}
BLOCKS = {
    "html",
    "head",
    "title",
    "body",
    "main",
    "header",
    "footer",
    "nav",
    "section",
    "article",
    "div",
    "p",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "pre",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "caption",
    "figure",
    "figcaption",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "details",
    "summary",
}
INLINE = {"a", "span", "strong", "small", "code", "svg", "script", "picture", "defs", "marker", "text", "kbd", "label", "select", "option", "button"}
NOT_IN_P = BLOCKS - {"html", "head", "title", "body"}


class Page(HTMLParser):
    """Reads a page and raises AssertionError where it is not well formed."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open, self.ids, self.links, self.elements, self.attributes = [], [], [], [], []
        self.meta, self.words = {}, []
        assert text.startswith("<!DOCTYPE html>")
        self.feed(text)
        self.close()
        assert not self.open, f"never closed: {self.open}"
        assert len(set(self.ids)) == len(self.ids), "two elements of one id"

    @property
    def text(self) -> str:
        return "".join(self.words)

    def handle_starttag(self, tag, attrs):
        assert tag in VOID | BLOCKS | INLINE | MATH, f"<{tag}> at {self.getpos()}"
        names = [name for name, _ in attrs]
        assert len(set(names)) == len(names), f"<{tag}> has an attribute twice at {self.getpos()}"
        if tag in NOT_IN_P:
            assert "p" not in self.open, f"<{tag}> within <p> at {self.getpos()}"
        self.elements.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        given = dict(attrs)
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "script":
            assert set(given) == {"src", "defer"}, f"an inline script at {self.getpos()}"
        if tag == "img":
            assert given.get("alt", "").strip(), f"an image without a text alternative at {self.getpos()}"
        if "srcset" in given:
            self.links.append(given["srcset"])
        if "src" in given:
            self.links.append(given["src"])
        if "href" in given:
            self.links.append(given["href"])
        if tag == "meta":
            self.meta[given.get("name") or given.get("http-equiv") or "charset"] = given.get("content")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert [tag] == self.open[-1:], f"</{tag}> closes {self.open[-1:]} at {self.getpos()}"
        self.open.pop()

    def handle_data(self, data):
        assert self.open[-1:] != ["script"], f"an inline script: {data!r}"
        if "annotation" not in self.open:
            self.words.append(data)

    def handle_comment(self, data):
        raise AssertionError(f"a comment: {data!r}")

    def handle_pi(self, data):
        raise AssertionError(f"a processing instruction: {data!r}")

    def unknown_decl(self, data):
        raise AssertionError(f"a declaration: {data!r}")
