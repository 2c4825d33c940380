"""Running times measured apart from the evidence: the JSON that pytest-benchmark writes (`nox -s bench`)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

from claims.core.log import LogError


class Benchmark(NamedTuple):
    """One measured routine: seconds at least, at the median and at most, over so many rounds."""

    group: str
    name: str
    least: float
    median: float
    most: float
    rounds: int


class Benchmarks(NamedTuple):
    """A file of benchmarks: when they were run, on which processor, with which Python."""

    file: str
    when: str
    processor: str
    python: str
    found: tuple[Benchmark, ...]


def newest(folder: Path) -> Path | None:
    """The newest file of benchmarks in `folder`; None where there is none. Their names are the times at which they were begun."""
    return max(folder.glob("*.json"), default=None, key=lambda path: path.name)


def read(path: Path) -> Benchmarks:
    """The benchmarks in the file `path`. Raises LogError for what pytest-benchmark did not write."""
    try:
        data = json.loads(path.read_bytes())
        machine = data["machine_info"]
        found = tuple(_benchmark(one) for one in data["benchmarks"])
        processor = str(machine.get("cpu", {}).get("brand_raw") or machine.get("processor") or machine.get("machine") or "unknown")
        return Benchmarks(path.name, str(data["datetime"]), processor, str(machine.get("python_version", "unknown")), found)
    except OSError as error:
        raise LogError(f"{path}:0: a file of benchmarks was asked for, found {error.strerror or error}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise LogError(f"{path}:1: the JSON of pytest-benchmark was asked for, found {type(error).__name__}: {error}") from error


def _benchmark(one: dict[str, object]) -> Benchmark:
    stats = one["stats"]
    if not isinstance(stats, dict):
        raise TypeError(f"stats {stats!r}")
    return Benchmark(
        str(one["group"] or ""), str(one["name"]), float(stats["min"]), float(stats["median"]), float(stats["max"]), int(stats["rounds"])
    )
