"""What a claim's hash covers: its file, and the rooms of instances that it rests on, near and far."""

from __future__ import annotations

import inspect
from pathlib import Path

from claims.core import hashes
from claims.core.hashes import hash_of_code
from claims.lecture import CLAIMS, find
from claims.sweeps import SWEEPS


def file_of(ident):
    return Path(inspect.getsourcefile(find(ident).checks))


def names(file):
    return {path.stem for path in hashes.behind(file)}


def test_routes_in_a_room_and_what_they_rest_on_belong_to_a_claim():
    assert {"pairings", "networks", "layer_gradients"} <= names(file_of("L36r"))
    assert "network_subjects" in names(file_of("L36r"))  # imported by `networks`, not by the claim
    assert "network_batch_routes" in names(Path(SWEEPS["L36r"].file))


def test_a_changed_room_changes_the_hash_of_what_rests_on_it_and_of_nothing_else(monkeypatch):
    files = {claim.id: str(file_of(claim.id)) for claim in CLAIMS}
    before = {ident: hashes.rooms(file) for ident, file in files.items()}
    room = hashes.ROOT / "claims" / "instances" / "pairings.py"
    kept = hashes._digest_of
    monkeypatch.setattr(hashes, "_digest_of", lambda path: b"changed" if path == room else kept(path))
    changed = {ident for ident, file in files.items() if hashes.rooms(file) != before[ident]}
    assert changed == {ident for ident, file in files.items() if room in hashes.behind(Path(file))}
    assert "L36r" in changed
    assert "L05" not in changed


def test_a_file_without_rooms_has_a_hash(tmp_path):
    plain = tmp_path / "plain.py"
    plain.write_text("x = 1\n", encoding="utf-8")
    assert hashes.behind(plain) == ()
    assert len(hash_of_code(str(plain))) == 16


def test_imports_are_found_wherever_a_statement_may_stand(tmp_path):
    text = """
if True:
    from claims.instances import norms
else:
    from claims.instances.boxes import x
try:
    pass
except ValueError:
    from claims.instances import rounding
finally:
    def f(g=lambda: 0):
        with open("a"):
            from claims.instances import tables
match 1:
    case 1:
        from claims.instances import hinge_batches
class C:
    while False:
        pass
    else:
        from claims.instances import curve_speeds
"""
    file = tmp_path / "a.py"
    file.write_text(text, encoding="utf-8")
    assert [path.stem for path in hashes.imported(file)] == ["boxes", "curve_speeds", "hinge_batches", "norms", "rounding", "tables"]
