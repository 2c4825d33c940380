"""A reader of the YAML that a workflow is written in: mappings, lists, plain and quoted scalars, and `|` blocks. Anything else is refused."""

from __future__ import annotations

import re

KEY = re.compile(r"(?P<key>[\w-]+):(?: (?P<value>.*))?$")


class Refused(ValueError):
    """YAML beyond this reader; the message begins with the line's number."""


def load(text):
    """The document as dicts, lists and text; an empty value is None."""
    lines = [(number, line.rstrip()) for number, line in enumerate(text.splitlines(), 1)]
    for number, line in lines:
        if "\t" in line or re.match(r"\s*[&*!?%@>{\[]", line):
            raise Refused(f"{number}: block YAML without tabs, anchors, tags or flow collections was asked for, found {line!r}")
    value, rest = _block([(n, line) for n, line in lines if line.strip() and not line.lstrip().startswith("#")], 0)
    if rest:
        raise Refused(f"{rest[0][0]}: an indentation that fits was asked for, found {rest[0][1]!r}")
    return value


def _block(lines, indent):
    if lines and lines[0][1][indent:].startswith("- "):
        return _list(lines, indent)
    return _mapping(lines, indent)


def _list(lines, indent):
    made = []
    while lines and _indent(lines[0]) == indent and lines[0][1][indent:].startswith("- "):
        number, line = lines[0]
        inner = (number, " " * (indent + 2) + line[indent + 2 :])
        if KEY.match(inner[1].strip()):
            value, lines = _mapping([inner, *lines[1:]], indent + 2)
        else:
            value, lines = _scalar(inner), lines[1:]
        made.append(value)
    return made, lines


def _mapping(lines, indent):
    made = {}
    while lines and _indent(lines[0]) == indent:
        number, line = lines[0]
        hit = KEY.match(line.strip())
        if hit is None or hit["key"] in made:
            raise Refused(f"{number}: a new key was asked for, found {line!r}")
        lines = lines[1:]
        if hit["value"] == "|":
            taken = [text for n, text in lines if _indent((n, text)) > indent]
            made[hit["key"]] = "\n".join(text.strip() for text in taken[: _run(lines, indent)])
            lines = lines[_run(lines, indent) :]
        elif hit["value"]:
            made[hit["key"]] = _scalar((number, hit["value"]))
        elif lines and _indent(lines[0]) > indent:
            made[hit["key"]], lines = _block(lines, _indent(lines[0]))
        else:
            made[hit["key"]] = None
    return made, lines


def _run(lines, indent):
    return next((k for k, line in enumerate(lines) if _indent(line) <= indent), len(lines))


def _scalar(line):
    number, text = line
    text = text.strip()
    if text[:1] in "\"'":
        if len(text) < 2 or text[-1] != text[0] or text[0] in text[1:-1]:
            raise Refused(f"{number}: one quoted scalar was asked for, found {text!r}")
        return text[1:-1]
    if re.search(r": | #", text) or text.startswith(("{", "[", "&", "*", "!", ">", "%", "@", "`")):
        raise Refused(f"{number}: a plain scalar was asked for, found {text!r}")
    return text


def _indent(line):
    return len(line[1]) - len(line[1].lstrip())
