"""The report in one file: nothing beside it, nothing that clashes in it, and all that the pages say."""

import base64
import hashlib
import html
import itertools
import re

import pytest

from reports import render, tables
from reports.__main__ import main
from reports.single import _Main, single
from tests.reports import logs
from tests.reports.logs import entry, found
from tests.reports.strict import Page


@pytest.fixture(scope="module")
def board(tmp_path_factory):
    return tables.board(tables.load([logs.write(tmp_path_factory.mktemp("logs") / "a.jsonl")]))


@pytest.fixture(scope="module")
def site(board):
    return render.pages(board)


@pytest.fixture(scope="module")
def whole(board, site):
    return single(site, [line.id for line in board.lines]).decode()


class Whole(Page):
    """One file may hold its style."""

    def handle_starttag(self, tag, attrs):
        if tag != "style":
            super().handle_starttag(tag, attrs)

    def handle_endtag(self, tag):
        if tag != "style":
            super().handle_endtag(tag)


def test_it_is_well_formed_and_no_two_ids_clash(whole):
    page = Whole(whole)
    assert len(page.ids) > 100


def test_every_link_leads_to_a_place_in_it_or_is_the_file_itself(whole):
    page = Whole(whole)
    links = [link for link in page.links if not link.startswith("data:")]
    assert links
    assert {link[1:] for link in links} <= set(page.ids)
    assert all(link.startswith("#") for link in links)


def test_it_asks_for_nothing_and_runs_nothing(whole):
    page = Whole(whole)
    assert "script" not in page.elements
    assert not any(name in ("src", "srcset") and not value.startswith("data:") for _, name, value in page.attributes)
    assert not re.search(r"url\((?!\"?data:|#)", whole)
    policy = html.unescape(re.search(r'Content-Security-Policy" content="([^"]*)"', whole)[1])
    assert "script-src" not in policy
    assert "default-src 'none'" in policy
    style = re.search(r"<style>(.*?)</style>", whole, re.DOTALL)[1]
    assert f"style-src 'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'" in policy


def test_what_the_pages_say_is_in_it(site, whole):
    text = re.sub(r"\s+", "", Whole(whole).text)
    for name, content in site.items():
        if name.endswith(".html"):
            reader = _Main(name, site)
            reader.feed(content.decode())
            for piece in (reader.text, reader.heading):
                words = re.sub(r"<annotation.*?</annotation>|<[^>]*>", "", piece, flags=re.DOTALL)
                assert re.sub(r"\s+", "", html.unescape(words)) in text, name


def test_headings_go_down_by_one(whole):
    levels = [int(tag[1]) for tag in Whole(whole).elements if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_a_page_of_a_drawing_keeps_its_references(site):
    drawing = '<svg viewBox="0 0 1 1"><defs><marker id="tip"></marker></defs><path marker-end="url(#tip)"/></svg>'
    page = f'<main id="content">{drawing}<a href="L05.html">a &amp; b</a></main>'
    reader = _Main("graph.html", {"graph.html": page.encode()} | site)
    reader.feed(page)
    assert 'id="graph--tip"' in reader.text
    assert 'marker-end="url(#graph--tip)"' in reader.text
    assert '<a href="#L05">a &amp; b</a>' in reader.text


def test_same_evidence_same_bytes(board, site, whole):
    assert single(dict(site), [line.id for line in board.lines]).decode() == whole


def test_the_command_writes_it_beside_the_pages(tmp_path, capsys):
    log = logs.write(tmp_path / "a.jsonl", [found("L05")], manifest=[entry("L05")])
    assert main([str(log), "--out", str(tmp_path / "out"), "--single-file", str(tmp_path / "mail" / "all.html")]) == 0
    assert (tmp_path / "mail" / "all.html").read_text().startswith("<!DOCTYPE html>")
    assert "all.html: " in capsys.readouterr().out
    assert main([str(log), "--out", str(tmp_path / "out"), "--single-file", str(tmp_path)]) == 2
    assert "a file for the whole report was asked for, found a folder" in capsys.readouterr().err
