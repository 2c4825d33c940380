"""The README's section on autograd says what the commands print; the command line, as a process of its own, refuses in words."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from impl.audit import main

ROOT = Path(__file__).parents[2]
SECTION = (ROOT / "README.md").read_text(encoding="utf-8").split("## Is autograd right here?")[1].split("\n## ")[0]
CONSOLE = SECTION.split("```console\n")[1].split("```")[0]
COMMANDS = [part.split("\n", 1) for part in CONSOLE.split("$ ")[1:]]


def stripped(text):
    return [line.rstrip() for line in text.rstrip().splitlines()]


def test_there_are_three_commands():
    assert len(COMMANDS) == 3


@pytest.mark.parametrize(("command", "printed"), COMMANDS)
def test_a_command_prints_what_the_readme_says(command, printed, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    python, module, name, *arguments = shlex.split(command)
    assert (python, module, name) == ("python", "-m", "impl.audit")
    main(arguments)
    assert stripped(capsys.readouterr().out) == stripped(printed)


def test_the_values_beside_the_python_lines_are_right():
    (code,) = re.findall(r"```python\n(.*?)```", SECTION, re.S)
    scope: dict[str, object] = {}
    compared = 0
    for line in code.splitlines():
        if "  # " in line:
            said = re.match(r"\{.*?\}", line.split("  # ")[1])[0]
            assert str(eval(line, scope)) == said
            compared += 1
        else:
            exec(line, scope)
    assert compared == 2


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("impl.kinks:identity_by_four_relus", "--at", "0"), 1, "conservative only"),
        (("impl.kinks:modulos", "--at", "0"), 2, "near it: modulus"),
    ],
)
def test_the_command_as_a_process(arguments, code, said):
    command = (sys.executable, "-m", "impl.audit", *arguments)
    done = subprocess.run(command, cwd=ROOT, env=os.environ | {"COLUMNS": "200"}, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == code
    assert said in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
