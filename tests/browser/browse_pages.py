"""Every page, from a server and from disk: it opens silently, asks nobody else, every link leads somewhere, and it is small enough."""

from urllib.parse import urldefrag

import pytest

from tests.browser.conftest import pages_of

NAMES = "a[href], img[src], source[srcset], area[href]"
ADDRESS = "e => new URL(e.getAttribute('href') || e.getAttribute('src') || e.getAttribute('srcset'), document.baseURI).href"
LINKS = f"[...document.querySelectorAll('{NAMES}')].map({ADDRESS})"
IDS = "[...document.querySelectorAll('[id]')].map(e => e.id)"


@pytest.mark.parametrize("scheme", ["http", "file"])
@pytest.mark.parametrize("name", ["site", "planted"])
def test_every_page_opens_silently_and_every_link_leads_somewhere(folder, roots, tab, name, scheme):
    root, links, ids = roots[name, scheme], {}, {}
    with tab(root=scheme) as page:
        for file in pages_of(folder, name):
            page.goto(root + file)
            links[file], ids[file] = page.evaluate(LINKS), page.evaluate(IDS)
            assert page.title()
        assert all(url.startswith(root) for url in page.asked)
    assert set(links) >= {"index.html", "compare.html", "trends.html"}
    reached, dead = {"index.html"}, []
    for file, found in links.items():
        for link in found:
            address, fragment = urldefrag(link)
            target = address.removeprefix(root)
            if not address.startswith(root) or not (folder / name / target).is_file() or (fragment and target in ids and fragment not in ids[target]):
                dead.append(f"{file} -> {link}")
            reached.add(target)
    assert dead == []
    assert set(links) <= reached, f"pages that no link leads to: {set(links) - reached}"


@pytest.mark.parametrize("name", ["site", "planted"])
def test_every_statement_is_mathematics_that_the_browser_lays_out(folder, roots, tab, name):
    claims = [file for file in pages_of(folder, name) if file[0] == "L" and file[1].isdigit()]
    assert len(claims) >= 11
    with tab() as page:
        for file in claims:
            page.goto(roots[name, "http"] + file)
            box = page.evaluate("(m => m && m.getBoundingClientRect().width)(document.querySelector('.statement math'))")
            assert box, f"{file}: a statement with MathML was asked for"


def test_pages_and_report_stay_within_their_sizes(folder):
    sizes = {path.relative_to(folder / "site").as_posix(): path.stat().st_size for path in (folder / "site").rglob("*") if path.is_file()}
    assert sizes["index.html"] < 300_000
    assert max(size for name, size in sizes.items() if "/" not in name and name.endswith(".html")) < 400_000
    assert sum(sizes.values()) < 30_000_000
