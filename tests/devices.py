"""The devices and the libraries that a run was made with, by name, for a log's header."""

from __future__ import annotations

import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

import torch

LIBRARIES = ("torch", "hypothesis", "pytest", "numpy", "numba", "scipy", "python-flint")


def devices() -> dict[str, str]:
    """Device -> its name; a CUDA device only where there is one."""
    found = {"cpu": platform.processor() or platform.machine()}
    return found | ({"cuda": torch.cuda.get_device_name()} if torch.cuda.is_available() else {})


def versions() -> dict[str, str]:
    """Name -> version: python, malloc, the libraries, and with a CUDA device its runtime, as torch was built for it, and its driver."""
    found = {"python": platform.python_version(), "malloc": malloc()} | {name: version(name) for name in LIBRARIES}
    return found | ({"cuda": str(torch.version.cuda), "driver": driver()} if torch.cuda.is_available() else {})


def malloc(maps: Path = Path("/proc/self/maps")) -> str:
    """Whose malloc serves this process: "tcmalloc" where that library is mapped into it, else the C library with its version."""
    mapped = maps.read_text(encoding="utf-8") if maps.exists() else ""
    return "tcmalloc" if "libtcmalloc" in mapped else " ".join(filter(None, platform.libc_ver())) or "the system's"


def driver() -> str:
    """The version of NVIDIA's driver, as nvidia-smi gives it; "unknown" where it does not."""
    command = ["nvidia-smi", "--query-gpu=driver_version", "--format=csv,noheader"]
    try:
        found = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return "unknown"
    lines = found.stdout.split() if found.returncode == 0 else []
    return lines[0] if lines else "unknown"
