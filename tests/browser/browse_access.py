"""WCAG 2.2 AA by axe-core, in light and dark, wide and on a phone; nothing scrolls sideways but what says so."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import PHONE, WIDE
from tests.browser.site import kinds

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]}}
FILES = [*(f"{ident}.html" for ident in dict.fromkeys(kinds().values()))]
FILES += ["index.html", "errata.html", "mutants.html", "places.html", "adding.html", "compare.html", "trends.html", "graph.html", "kinks.html"]
LATER = ("kinks.html",)  # pages that a report may lack


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["site", "planted"])
def test_axe_finds_no_violation(folder, roots, tab, name, scheme, viewport):
    axe, looked, found = Axe(), [], []
    with tab(viewport=viewport, scheme=scheme) as page:
        for file in FILES:
            if not (folder / name / file).exists():
                assert file in LATER or name == "planted", f"{file} is missing"
                continue
            page.goto(roots[name, "http"] + file)
            results = axe.run(page, options=RULES)
            looked.append(file)
            found += [f"{file}: {violation['id']}: {violation['nodes'][0]['html'][:200]}" for violation in results.response["violations"]]
            assert len(results.response["passes"]) > 10, f"{file}: axe looked at nothing"
    assert found == []
    assert {"index.html", "compare.html", "trends.html", "errata.html", "graph.html"} <= set(looked)
    assert name == "site" or "kinks.html" in looked


@pytest.mark.parametrize("name", ["site", "planted"])
def test_on_a_phone_no_page_is_wider_than_the_screen(folder, roots, tab, name):
    wide = []
    with tab(viewport=PHONE) as page:
        for path in sorted((folder / name).glob("*.html")):
            page.goto(roots[name, "http"] + path.name)
            width = page.evaluate("document.documentElement.scrollWidth")
            wide += [f"{path.name}: {width} px"] if width > PHONE["width"] else []
    assert wide == []


def test_axe_is_not_blind(roots, tab):
    """Mutants of a page that axe must notice: grey on grey, a table without headers' names, an image without words."""
    spoil = {
        "color-contrast": "document.querySelector('h1').style.setProperty('color', '#ddd')",
        "image-alt": "document.querySelector('main').append(document.createElement('img'))",
        "link-name": "document.querySelector('main').append(Object.assign(document.createElement('a'), {href: '#content'}))",
    }
    for rule, script in spoil.items():
        with tab() as page:
            page.goto(roots["site", "http"] + "compare.html")
            page.evaluate(script)
            found = {violation["id"] for violation in Axe().run(page, options=RULES).response["violations"]}
            assert rule in found
