"""A small validator of JSON Schema: the keywords that our schemas use, and a refusal of any other, so that none is passed over."""

from __future__ import annotations

import re

TYPES = {"object": dict, "array": list, "string": str, "integer": int, "number": (int, float), "boolean": bool, "null": type(None)}
SAID = {"$schema", "$defs", "title", "description"}
CHECKED = {"type", "const", "enum", "minimum", "required", "properties", "additionalProperties", "items", "$ref"}


def problems(value, schema, root=None, where="$"):
    """Where and how `value` breaks the schema, in words."""
    root = schema if root is None else root
    if unknown := set(schema) - SAID - CHECKED:
        raise ValueError(f"{where}: keywords {sorted(unknown)} are not understood here")
    if "$ref" in schema:
        yield from problems(value, root["$defs"][re.fullmatch(r"#/\$defs/(\w+)", schema["$ref"])[1]], root, where)
    if "type" in schema and not _is(value, schema["type"]):
        yield f"{where}: {schema['type']} was asked for, found {value!r}"
        return
    if "const" in schema and value != schema["const"]:
        yield f"{where}: {schema['const']!r} was asked for, found {value!r}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{where}: one of {schema['enum']} was asked for, found {value!r}"
    if "minimum" in schema and value < schema["minimum"]:
        yield f"{where}: at least {schema['minimum']} was asked for, found {value!r}"
    if isinstance(value, dict):
        yield from _members(value, schema, root, where)
    if isinstance(value, list) and "items" in schema:
        for number, item in enumerate(value):
            yield from problems(item, schema["items"], root, f"{where}[{number}]")


def _members(value, schema, root, where):
    known = schema.get("properties", {})
    yield from (f"{where}: {name!r} is missing" for name in schema.get("required", ()) if name not in value)
    for name, item in value.items():
        if name in known:
            yield from problems(item, known[name], root, f"{where}.{name}")
        elif schema.get("additionalProperties") is False:
            yield f"{where}: {name!r} is not described"
        elif isinstance(schema.get("additionalProperties"), dict):
            yield from problems(item, schema["additionalProperties"], root, f"{where}.{name}")


def _is(value, kinds):
    kinds = [kinds] if isinstance(kinds, str) else kinds
    return any(isinstance(value, TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool)) for kind in kinds)
