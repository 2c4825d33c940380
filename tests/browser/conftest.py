"""A browser that asks nothing of the network, the report served and on disk, and tabs that must stay silent."""

from __future__ import annotations

import os
import shutil
import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run"]
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder and says nothing."""

    def log_message(self, *args):
        pass


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """The folder with `site` and `planted`: that of BROWSER_SITE, or one made now."""
    if given := os.environ.get("BROWSER_SITE"):
        return Path(given).resolve()
    from tests.browser import site as report

    made = tmp_path_factory.mktemp("browser")
    report.make(made)
    return made


@pytest.fixture(scope="session")
def roots(folder):
    """The addresses of the two reports, from disk and from a server: (site or planted, file or http) -> address ending in a slash."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    http = f"http://127.0.0.1:{server.server_port}/"
    yield {(name, scheme): f"{base}{name}/" for name in ("site", "planted") for scheme, base in (("http", http), ("file", folder.as_uri() + "/"))}
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def browser():
    """Chromium, without a window."""
    from playwright.sync_api import sync_playwright  # here and not above: a session without a browser reads this file too

    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.exit("the browser tests were not run: chromium was asked for, none is on the PATH (Debian: apt-get install chromium)", returncode=3)
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=path, headless=True, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def tab(browser, roots):
    """`with tab(...) as page`: a page of its own; at its end the console must have been silent and no request gone elsewhere."""

    @contextmanager
    def open_tab(viewport=WIDE, scheme="light", script=True, root="http"):
        context = browser.new_context(viewport=viewport, color_scheme=scheme, java_script_enabled=script)
        page = context.new_page()
        said, asked, failed = [], [], []
        page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: said.append(f"error: {error}"))
        page.on("request", lambda request: asked.append(request.url))
        page.on("requestfailed", lambda request: failed.append(request.url) if request.failure != "net::ERR_ABORTED" else None)  # left before it came
        page.on("response", lambda response: failed.append(f"{response.status} {response.url}") if response.status >= 400 else None)
        page.asked = asked
        yield page
        context.close()
        base = roots["site", root].removesuffix("site/")
        assert said == [], f"the console was not silent: {said}"
        assert failed == [], f"requests that failed: {failed}"
        outside = [url for url in asked if not url.startswith((base, "blob:" + base, "data:"))]
        assert outside == [], f"requests to elsewhere: {outside}"

    return open_tab


def pages_of(folder, name):
    """The file names of the report's pages, the index first."""
    found = sorted(path.name for path in (folder / name).glob("*.html"))
    return sorted(found, key=lambda file: file != "index.html")
