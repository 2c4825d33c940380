"""The training runs behind the slide's four panels, by profile: small ones for `quick` and `report`, the slide's own size for `deep`."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from impl.gaussian_training import Setting
from impl.place import Place
from impl.training_run import EVERY, Progress, Record, train

FOLDER = Path(__file__).parents[2] / "reports" / "figure"  # checkpoints and tables; ignores itself
SMALL = Setting(rate=2.0**-7, steps=200, widths=(40, 16, 16, 4), samples=40)
MEDIUM = Setting(rate=2.0**-9, steps=1_000, widths=(100, 20, 20, 5), samples=100)
SIZES = {"quick": SMALL, "report": MEDIUM, "deep": Setting()}  # the slide's widths, points and steps are the defaults of Setting
RATES = (0.5, 1.0, 2.0)  # of the study: times the size's own rate, with as many more or fewer steps
SEEDS = range(5)


def setting_of(start: str, profile: str) -> Setting:
    """What `profile` trains for the panels of `start`; unknown profiles (of tests) train what `quick` does."""
    return SIZES.get(profile, SMALL)._replace(start=start)


def record_of(start: str, profile: str, place: Place) -> Record:
    """The run of a profile at a place, made once a process; at full size taken up from its checkpoint, and left there when done."""
    return _run(setting_of(start, profile), place, profile == "deep")


@lru_cache(maxsize=8)
def _run(setting: Setting, place: Place, kept: bool) -> Record:
    return train(setting, place, every=interval(setting), folder=folder() if kept else None)


def interval(setting: Setting) -> int:
    """Steps between two direct looks at the weights: a hundred, or a fiftieth of a short run."""
    return min(EVERY, max(1, setting.steps // 50))


def folder(path: Path = FOLDER) -> Path:
    """The folder of checkpoints and tables, made if it is missing; it ignores itself."""
    path.mkdir(parents=True, exist_ok=True)
    ignore = path / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n", encoding="utf-8")
    return path


def whole(setting: Setting, place: Place, progress: Progress, path: Path) -> Record:
    """The run as `record_of` makes it at full size, with its progress shown."""
    return train(setting, place, every=interval(setting), folder=folder(path), progress=progress)


def studied(start: str, size: Setting) -> list[Setting]:
    """The study: two data sets, three rates (for one time eta T), five seeds."""
    return [
        size._replace(start=start, data=data, rate=size.rate * factor, steps=round(size.steps / factor), seed=seed)
        for data in ("teacher", "clusters")
        for factor in RATES
        for seed in SEEDS
    ]
