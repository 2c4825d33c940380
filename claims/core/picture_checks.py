"""What a picture must be so that it can be drawn: the refusals of `claims.core.pictures`, each with what was asked and found."""

from __future__ import annotations

import re
from typing import Any

KINDS = ("curves", "plane", "bars")  # a plane has one scale for both axes; bars are lengths x at the positions y, named by their labels
ROLES = ("data", "bound", "claimed", "returned", "reference", "region", "point", "arrow")
SCALES = ("linear", "log")
MOST = {"points": 4_000, "pictures": 24, "panels": 6, "series": 24, "text": 1_000}  # of a series, claim, picture, panel; characters
LARGEST = 1e300  # of a number's modulus: the axes of a drawing need room beyond it
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class PictureError(ValueError):
    """A picture that cannot be drawn as it stands; the message says which, what was asked and what was found."""


def check_picture(picture: Any) -> None:
    """Raises PictureError unless the Picture has a name for a file, a title, a text alternative, and panels that can be drawn."""
    where = f"picture {str(picture.name)[:40]!r}"
    if not isinstance(picture.name, str) or not _NAME.fullmatch(picture.name) or len(picture.name) > 40:
        raise PictureError(f"{where}: a name of at most 40 lower-case letters, digits and single hyphens was asked for")
    for what, text in (("title", picture.title), ("text alternative (alt)", picture.alt)):
        if not isinstance(text, str) or not text.strip() or len(text) > MOST["text"]:
            raise PictureError(f"{where}: a {what} of 1 to {MOST['text']} characters was asked for, found {str(text)[:60]!r}")
    if not 1 <= len(picture.panels) <= MOST["panels"]:
        raise PictureError(f"{where}: 1 to {MOST['panels']} panels were asked for, found {len(picture.panels)}")
    for panel in picture.panels:
        _check_panel(panel, where)


def _check_panel(panel: Any, where: str) -> None:
    for what, value, allowed in (("kind", panel.kind, KINDS), ("x_scale", panel.x_scale, SCALES), ("y_scale", panel.y_scale, SCALES)):
        if value not in allowed:
            raise PictureError(f"{where}: {what} {str(value)[:40]!r} was found; allowed: {', '.join(allowed)}")
    for text in (panel.title, panel.x_label, panel.y_label):
        if not isinstance(text, str) or len(text) > MOST["text"]:
            raise PictureError(f"{where}: a text of at most {MOST['text']} characters was asked for, found {str(text)[:60]!r}")
    names = [s.name for s in panel.series]
    if not 1 <= len(names) <= MOST["series"] or len(set(map(str, names))) < len(names):
        raise PictureError(f"{where}: 1 to {MOST['series']} series of different names were asked for, found {[str(n)[:40] for n in names[:25]]}")
    for s in panel.series:
        _check_series(s, panel, f"{where}, series {str(s.name)[:40]!r}")


def _check_series(s: Any, panel: Any, where: str) -> None:
    if not isinstance(s.name, str) or not s.name.strip() or len(s.name) > MOST["text"]:
        raise PictureError(f"{where}: a name was asked for")
    if s.role not in ROLES:
        raise PictureError(f"{where}: role {str(s.role)[:40]!r} was found; allowed: {', '.join(ROLES)}")
    if not 1 <= len(s.x) <= MOST["points"] or len(s.x) != len(s.y) or len(s.labels) not in (0, len(s.x)):
        sizes = f"{len(s.x)} x, {len(s.y)} y and {len(s.labels)} labels"
        raise PictureError(f"{where}: 1 to {MOST['points']} points, and a label for each or none, were asked for, found {sizes}")
    if any((a is None) != (b is None) for a, b in zip(s.x, s.y, strict=True)):
        raise PictureError(f"{where}: None in both coordinates, or in neither, was asked for")
    if bad := [text for text in s.labels if not isinstance(text, str) or len(text) > MOST["text"]]:
        raise PictureError(f"{where}: labels of at most {MOST['text']} characters were asked for, found {str(bad[0])[:60]!r}")
    if s.role == "arrow" and (len(s.x) % 2 or None in s.x):
        raise PictureError(f"{where}: arrows from each even point to the next were asked for, found {len(s.x)} points")
    if panel.kind == "bars" and (s.role != "data" or not s.labels or None in s.x):
        raise PictureError(f"{where}: bars with the role data and a label each were asked for")
    for axis, scale in ((s.x, panel.x_scale), (s.y, panel.y_scale)):
        for value in axis:
            _check_number(value, scale, where)


def _check_number(value: Any, scale: str, where: str) -> None:
    if value is None:
        return
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not abs(value) <= LARGEST:
        raise PictureError(f"{where}: finite numbers were asked for, found {str(value)[:40]!r}")
    if scale == "log" and value <= 0:
        raise PictureError(f"{where}: positive numbers were asked for on a logarithmic axis, found {value!r}")
