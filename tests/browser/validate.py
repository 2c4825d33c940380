"""The Nu validator over all pages: `python -m tests.browser.validate JAR FOLDER ...`. It needs Java and the jar (npm's vnu-jar).

Exit codes: 0 no error in any page, or not run, which it says aloud · 1 an error · 3 the validator itself broke down.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

FAULTY = "<!DOCTYPE html><html lang=en><title>x</title><p><div id=a></div><div id=a></div></p>"  # a stray end tag, an id twice


def missing(jar: Path) -> str:
    """Why it cannot run; empty where it can."""
    if shutil.which("java") is None:
        return "no java on the PATH"
    if not jar.is_file():
        return f"no {jar}; npm install --prefix .nox/vnu vnu-jar brings it"
    return ""


def errors(jar: Path, folders: list[Path]) -> list[str]:
    """The errors that it finds in the pages and pictures of the folders, as `file:line: what`. Raises RuntimeError where it breaks down."""
    files = sorted(str(path) for folder in folders for kind in ("*.html", "*.svg") for path in folder.rglob(kind))
    command = ["java", "-Xss4m", "-jar", str(jar), "--format", "json", "--also-check-svg", "--exit-zero-always", *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        messages = json.loads(done.stderr)["messages"]
    except (ValueError, KeyError) as error:
        raise RuntimeError(f"a report in JSON was asked for, found {done.stderr[:500]!r}") from error
    if not files or any(message["type"] == "non-document-error" for message in messages):
        raise RuntimeError(f"{len(files)} files were to be read; the validator says {messages[:3]}")
    told = [m for m in messages if m["type"] == "error"]
    return [f"{Path(m['url']).name}:{m.get('lastLine', '?')}: {m['message']} [{m.get('extract', '').strip()[:80]}]" for m in told]


def main(jar: Path, folders: list[Path]) -> int:
    """Says what was found, or aloud that nothing was looked at."""
    if why := missing(jar):
        print(f"Nu validator: NOT RUN: {why}", file=sys.stderr)
        return 0
    try:
        with tempfile.TemporaryDirectory() as planted:
            Path(planted, "faulty.html").write_text(FAULTY, encoding="utf-8")
            if len(errors(jar, [Path(planted)])) < 2:
                raise RuntimeError("it does not see the faults of a faulty page")
        found = errors(jar, folders)
    except RuntimeError as error:
        print(f"Nu validator: broke down: {error}", file=sys.stderr)
        return 3
    for line in found:
        print(line)
    print(f"Nu validator: {len(found)} errors in the pages of {', '.join(map(str, folders))}")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]]))
