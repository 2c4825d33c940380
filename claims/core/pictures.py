"""Pictures as plain data: what a claim shows beside its evidence. A report draws them; nothing here does.

A claim declares functions from a Budget (`profile`, `instances`, `seed`) to a Picture. Its curves and points are computed by
the routines that the claim is about, never typed in. Points are drawn, so six significant digits are kept; a number that is
exact is said in the text of its `labels`. Imports neither torch nor Hypothesis: reports read pictures, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from claims.core.picture_checks import MOST, PictureError, check_picture

DIGITS = 6


@dataclass(frozen=True)
class Series:
    """Points (x[k], y[k]) under one name. None in both coordinates lifts the pen. `labels`: one text a point, or none at all.

    A `region` is the polygon of its points, `arrow` goes from each even point to the next, `point` and `returned` are marks, the
    others are lines.
    """

    name: str
    role: str
    x: tuple[float | None, ...]
    y: tuple[float | None, ...]
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Panel:
    """Axes and what is drawn in them."""

    series: tuple[Series, ...]
    kind: str = "curves"
    title: str = ""
    x_label: str = ""
    y_label: str = ""
    x_scale: str = "linear"
    y_scale: str = "linear"


@dataclass(frozen=True)
class Picture:
    """Panels side by side under one title. `name` becomes a part of a file's name; `alt` says in words what is to be seen."""

    name: str
    title: str
    alt: str
    panels: tuple[Panel, ...]

    def __post_init__(self) -> None:
        check_picture(self)


def series(name: str, role: str, points: Iterable[Sequence[Any] | None], labels: Iterable[Any] = ()) -> Series:
    """The series through `points`: pairs of numbers of any kind (fmpq, int, float, 0-dimensional tensor), None to lift the pen."""
    pairs = [None if point is None else (_number(point[0]), _number(point[1])) for point in points]
    return Series(name, role, tuple(p and p[0] for p in pairs), tuple(p and p[1] for p in pairs), tuple(str(label) for label in labels))


def curves(name: str, title: str, alt: str, drawn: Iterable[Series], **axes: str) -> Picture:
    """A picture of one panel of lines and marks. `axes`: x_label, y_label, x_scale, y_scale."""
    return Picture(name, title, alt, (Panel(tuple(drawn), "curves", **axes),))


def plane(name: str, title: str, alt: str, drawn: Iterable[Series], **axes: str) -> Picture:
    """A picture of one panel of the plane, with one scale for both axes."""
    return Picture(name, title, alt, (Panel(tuple(drawn), "plane", **axes),))


def to_json(picture: Picture) -> dict[str, Any]:
    """The picture as plain data: the axes of a single panel stand beside its name, those of several under `panels`."""
    panels = [_panel_to_json(panel) for panel in picture.panels]
    body = {key: value for key, value in panels[0].items() if key != "title" or value} if len(panels) == 1 else {"panels": panels}
    own = {"name": picture.name, "title": picture.title, "alt": picture.alt}
    return own | ({"panel_title": body.pop("title")} if "title" in body else {}) | body


def from_json(data: Any) -> Picture:
    """The picture that `data` holds. Raises PictureError, saying where, for anything else."""
    if not isinstance(data, Mapping):
        raise PictureError(f"a picture was asked for, found {str(data)[:60]!r}")
    where = f"picture {str(data.get('name'))[:40]!r}"
    own = {"name", "title", "alt"}
    if "panels" in data:
        _only(data, own | {"panels"}, where)
        listed = data["panels"]
        if not isinstance(listed, (list, tuple)):
            raise PictureError(f"{where}: a list of panels was asked for, found {str(listed)[:60]!r}")
        panels = tuple(_panel_from_json(panel, where) for panel in listed)
    else:
        single = {("title" if key == "panel_title" else key): value for key, value in data.items() if key not in own}
        panels = (_panel_from_json(single, where),)
    return Picture(data.get("name", ""), data.get("title", ""), data.get("alt", ""), panels)


def pictures_of(detail: Mapping[str, Any]) -> tuple[Picture, ...]:
    """The pictures in the `detail` of one Evidence, in order. Raises PictureError where they are none, or two have one name."""
    listed = detail.get("pictures", []) if isinstance(detail, Mapping) else detail
    if not isinstance(listed, (list, tuple)) or len(listed) > MOST["pictures"]:
        raise PictureError(f"a list of at most {MOST['pictures']} pictures was asked for, found {str(listed)[:60]!r}")
    broken = detail.get("pictures_broken", []) if isinstance(detail, Mapping) else []
    if not isinstance(broken, (list, tuple)) or not all(isinstance(text, str) for text in broken):
        raise PictureError(f"a list of texts was asked for in pictures_broken, found {str(broken)[:60]!r}")
    found = tuple(from_json(data) for data in listed)
    names = [picture.name for picture in found]
    if len(set(names)) < len(names):
        raise PictureError(f"pictures of different names were asked for, found {sorted(names)}")
    return found


def pictured(functions: Sequence[Callable[[Any], Picture]], budget: Any) -> dict[str, Any]:
    """What `functions` show, for the `detail` of Evidence: `pictures`, and in `pictures_broken` what broke down instead, in words."""
    made: list[dict[str, Any]] = []
    broken: list[str] = []
    for function in functions:
        try:
            picture = function(budget)
            if not isinstance(picture, Picture):
                raise PictureError(f"a Picture was asked for, found {type(picture).__name__}")
            pictures_of({"pictures": [*made, to_json(picture)]})
            made.append(to_json(picture))
        except Exception as error:
            broken.append(f"{getattr(function, '__name__', 'picture')}: {type(error).__name__}: {error}"[: MOST["text"]])
    return ({"pictures": made} if made else {}) | ({"pictures_broken": broken} if broken else {})


def _number(value: Any) -> float:
    return float(f"{float(value):.{DIGITS}g}") + 0.0  # no -0


def _only(data: Mapping[str, Any], allowed: set[str], where: str) -> None:
    if unknown := sorted(str(key)[:40] for key in set(data) - allowed):
        raise PictureError(f"{where}: the fields {sorted(allowed)} were asked for, found {unknown}")


def _panel_to_json(panel: Panel) -> dict[str, Any]:
    drawn = [
        {"name": s.name, "role": s.role, "x": list(s.x), "y": list(s.y)} | ({"labels": list(s.labels)} if s.labels else {}) for s in panel.series
    ]
    return vars(panel) | {"series": drawn}


def _panel_from_json(data: Any, where: str) -> Panel:
    if not isinstance(data, Mapping) or not isinstance(data.get("series"), (list, tuple)):
        raise PictureError(f"{where}: a panel with a list `series` was asked for, found {str(data)[:60]!r}")
    _only(data, {"series", "kind", "title", "x_label", "y_label", "x_scale", "y_scale"}, where)
    return Panel(**{**data, "series": tuple(_series_from_json(s, where) for s in data["series"])})


def _series_from_json(data: Any, where: str) -> Series:
    columns = ("x", "y", "labels")
    if not isinstance(data, Mapping) or any(not isinstance(data.get(key, []), (list, tuple)) for key in columns):
        raise PictureError(f"{where}: a series with lists x and y was asked for, found {str(data)[:60]!r}")
    _only(data, {"name", "role", *columns}, where)
    x, y, labels = (tuple(data.get(key, ())) for key in columns)
    return Series(data.get("name", ""), data.get("role", ""), x, y, labels)
