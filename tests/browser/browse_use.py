"""The report in use: links, the keyboard, the skip link, and everything without JavaScript."""

import pytest

from tests.browser.conftest import PHONE, pages_of
from tests.reports import logs

IDS = tuple(entry["id"] for entry in logs.lecture())
ROWS = "[...document.querySelectorAll('table.board tbody tr[id]')].filter(row => row.id.startsWith('L') && row.checkVisibility()).map(row => row.id)"
STOPPING = "a[href], [tabindex='0'], button, input, select, summary"
STOPS = f"[...document.querySelectorAll(`{STOPPING}`)].filter(e => e.checkVisibility() && !e.disabled).length"
OUTLINE = "(style => [style.outlineStyle, style.outlineWidth])(getComputedStyle(document.activeElement))"
FOCUS = "(e => e === document.body ? '' : (e.textContent.trim() || e.getAttribute('aria-label') || e.tagName))(document.activeElement)"


def shown_rows(page):
    return page.evaluate(ROWS)


def test_from_the_board_to_a_claim_to_what_it_rests_on_and_back(roots, tab):
    with tab() as page:
        page.goto(roots["site", "http"] + "index.html")
        page.click("tr#L36r a")
        page.wait_for_url("**/L36r.html")
        assert page.inner_text("h1").startswith("L36r")
        page.click("section[aria-labelledby=rests] a")
        assert page.url not in (roots["site", "http"] + "L36r.html", roots["site", "http"] + "index.html")
        page.go_back()
        page.click("nav.pages a:has-text('Index')")
        page.wait_for_url("**/index.html")


def test_the_navigation_leads_to_every_page_that_it_names(roots, tab):
    with tab() as page:
        page.goto(roots["site", "http"] + "index.html")
        words = page.locator("nav.pages a").all_inner_texts()
        assert {"Index", "Errata", "Mutants", "Compare", "Trends"} <= set(words)
        for word in words:
            page.click(f"nav.pages a:text-is('{word}')")
            assert page.locator("nav.pages a[aria-current=page]").inner_text() == word


def test_a_permalink_shows_its_row(roots, tab):
    with tab(viewport=PHONE) as page:
        page.goto(roots["site", "http"] + "index.html#L60")
        top = page.evaluate("document.getElementById('L60').getBoundingClientRect().top")
        assert -1 < top < PHONE["height"]


@pytest.mark.parametrize("file", ["index.html", "L36.html", "compare.html", "trends.html"])
def test_the_keyboard_reaches_every_link_and_region_in_order_and_the_focus_is_seen(roots, tab, file):
    with tab() as page:
        page.goto(roots["planted", "http"] + file)
        wanted = page.evaluate(STOPS)
        reached = []
        for _ in range(wanted + 2):
            page.keyboard.press("Tab")
            if not page.evaluate(FOCUS):
                break
            reached.append(page.evaluate(OUTLINE))
        assert len(reached) >= wanted
        assert all(style != "none" and float(width.removesuffix("px")) >= 1 for style, width in reached)


def test_the_first_tab_stop_skips_the_navigation(roots, tab):
    with tab() as page:
        page.goto(roots["site", "http"] + "L36.html")
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUS) == "Skip to the content"
        assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize(("words", "left"), [("euler", ["L43"]), ("clarke nowhere-at-all", []), ("layer balance", ["L54"]), ("", list(IDS))])
def test_the_search_leaves_the_rows_that_have_all_its_words(roots, tab, words, left):
    with tab() as page:
        page.goto(roots["planted", "http"] + "index.html")
        page.fill(".filters input[type=search]", words)
        assert shown_rows(page) == left


def test_a_filter_has_an_address_that_shows_the_same_again(roots, tab):
    with tab() as page:
        page.goto(roots["planted", "http"] + "index.html")
        page.select_option(".filters select >> nth=0", index=1)
        kept = shown_rows(page)
        assert 0 < len(kept) < len(IDS)
        address = page.url
        assert "#" in address
    with tab() as page:
        page.goto(address)
        assert shown_rows(page) == kept
        page.click(".filters button")
        assert shown_rows(page) == list(IDS)


def test_keys_search_and_step_and_can_be_turned_off(roots, tab):
    with tab() as page:
        page.goto(roots["planted", "http"] + "index.html")
        page.keyboard.press("j")
        first = page.evaluate(FOCUS)
        page.keyboard.press("j")
        assert page.evaluate(FOCUS) not in ("", first)
        page.keyboard.press("k")
        assert page.evaluate(FOCUS) == first
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.type") == "search"
        page.keyboard.type("jk/")
        assert page.input_value(".filters input[type=search]") == "jk/"


@pytest.mark.parametrize("name", ["site", "planted"])
def test_without_javascript_all_content_is_there_and_is_seen(folder, roots, tab, name):
    """Every word that a page shows with JavaScript it shows without, but for what filters and keys it has."""
    shown = []
    for script in (True, False):
        with tab(script=script) as page:
            words = {}
            for file in pages_of(folder, name):
                page.goto(roots[name, "http"] + file)
                page.evaluate("document.querySelectorAll('.filters, #keys').forEach(e => e.remove())")
                words[file] = set(page.locator("main").inner_text().split())
            shown.append(words)
    with_script, without = shown
    assert {file: words - without[file] for file, words in with_script.items() if words - without[file]} == {}
    assert min(map(len, without.values())) > 30
