"""Whatever a log holds, the pages stay pages: escaped, shortened, made visible."""

import json

import pytest

from claims.core.evidence import Trial, Verdict
from claims.core.log import Header, LogError
from reports import compare, render, tables, text, trends
from reports.pages import compare as compare_page
from reports.pages import trends as trends_page
from tests.reports import logs
from tests.reports.logs import entry, found
from tests.reports.strict import Page

EVIL = {
    "markup": "</code></pre></td><script>alert(1)</script><img src=x onerror=alert(1)>",
    "attributes": '" onmouseover="alert(1)" x="',
    "quotes": "' \" ` &amp; &lt; &#0; \\",
    "templates": "{{ 7 * 7 }}{% include 'index.html' %}{# x #}",
    "comments": "--><!-- x ]]> <![CDATA[",
    "right to left": "\u202egnp.exe\u202c שלום",
    "controls": "a\x00b\x08c\x1bd\x7fe\x85f",
    "surrogate": "x\ud800y",
    "latex": r"$\foo{$ $x$",
    "lines": "a\nb\r\nc\u2028d",
    "combining": "a" + "\u0301" * 300,
}


def pages_of(path):
    return {name: content.decode() for name, content in render.pages(tables.board(tables.load([path]))).items() if name.endswith(".html")}


def bones(page):
    """The page's elements in order; but for spans, of which highlighted source has more or fewer."""
    return [tag for tag in page.elements if tag != "span"]


SWEEP = ("generator", "bound", "dtype", "route", "judge", "batch", "seeds", "equations", "distributions", "seconds")


def evil_obligation(evil):
    """An obligation with these words wherever it has words."""
    told = logs.obligation()
    neighbour = dict.fromkeys(told["mutants"][0], evil)
    solver = {"solver": evil, "version": evil, "verdict": evil}
    words = dict.fromkeys(("name", "statement", "size", "hypotheses", "model", "replayed", "note", "linear", "steps", "seconds"), evil)
    return solver | words | {"second": solver, "mutants": [neighbour], "controls": [neighbour], "export": dict.fromkeys(told["export"], evil)}


def new_fields(words):
    """What proofs, sweeps, training runs and pictures put into `detail`, each text of it these words."""
    sweep = dict.fromkeys(SWEEP, words) | {"distributions": [words], words: words}
    return {"obligations": [evil_obligation(words)], "sweep": sweep, "figure": figure(words), "pictures": [picture(words)], "choices": choices(words)}


def choices(words):
    return {"made": [[words, words], ["another " + words, words]], "digest": words}


def figure(evil):
    return {"conclusions": [evil], "study": [{evil: evil}, {"x": [evil, 1]}], "measured": {evil: {evil: evil}}, evil: [evil]}


def picture(evil):
    words = (evil.strip() or "x")[:1000]
    series = [{"name": words, "role": "data", "x": [0, 1], "y": [1, 2]}, {"name": "2", "role": "point", "x": [0], "y": [1], "labels": [words]}]
    return {"name": "p", "title": words, "alt": words, "kind": "curves", "x_label": words, "y_label": words, "series": series}


def evil_log(path, evil, *, manifest=None):
    trial = Trial("m" + evil, evil, evil, True, 1, 3, evil, "", evil, evil)
    row = found(
        "L05",
        "cpu " + evil,
        Verdict.REFUTED,
        as_expected=False,
        note=evil,
        certificate=evil,
        profile=evil,
        witness=dict.fromkeys(logs.witness(), evil) | {evil: evil},
        mutants=[trial, Trial("equal" + evil, evil, "equivalent", equivalent=evil)],
        controls=[trial],
        ties={evil: 3, "o": 4},
        gaps={evil: 2},
        detail={
            evil: evil,
            "list": [evil, {"x": evil}],
            "sweep": dict.fromkeys(SWEEP, evil) | {evil: [evil]},
            "obligations": [evil_obligation(evil), evil],
            "figure": figure(evil),
            "pictures": [picture(evil)],
            "choices": choices(evil),
        },
        hashes={"statement": evil, "checker": evil},
    )
    facts = {"commit": evil, "versions": {evil: evil}, "devices": {evil: evil}, "places": ["cpu " + evil, "x " + evil]}
    return raw(path, facts | {"manifest": manifest or [entry("L05")]}, [row])


def raw(path, facts, rows):
    """A log written with every character escaped, so that it can hold what UTF-8 cannot."""
    head = json.dumps({"kind": "header"} | vars(logs.header(**facts)))
    lines = [json.dumps({"kind": "evidence"} | dict(json.loads(json.dumps(vars(row), default=vars)).items())) for row in rows]
    path.write_text("\n".join([head, *lines, json.dumps({"kind": "end", "schema": 1, "exit": 1, "evil": facts["commit"]})]) + "\n")
    return path


@pytest.mark.parametrize("evil", EVIL.values(), ids=EVIL)
def test_evidence_cannot_break_a_page(tmp_path, evil):
    calm, wild = (pages_of(evil_log(tmp_path / f"{n}.jsonl", words)) for n, words in enumerate(("calm", evil)))
    for name, content in wild.items():
        page = Page(content)
        assert bones(page) == bones(Page(calm[name])), f"{name} has other elements than with calm evidence"
        assert content == text.visible(content)
    shown = Page(wild["L05.html"]).text
    assert text.visible(evil).strip() in shown


@pytest.mark.parametrize("evil", [v for k, v in EVIL.items() if k != "latex"], ids=[k for k in EVIL if k != "latex"])
def test_a_manifest_cannot_break_a_page(tmp_path, evil):
    def wild(words):
        words = words.replace("`", "'")  # backquotes are markup of the claims' own texts
        case = {"name": words, "why": words, "equivalent": words, "rare": words}
        texts = dict.fromkeys(("title", "chapter", "slide", "statement", "reading", "truth", "why", "proof", "formal", "file", "source"), words)
        return entry(
            "L05", **texts, repair=words, routes={words: words}, uses=[words], blind=[words], examples=[words], mutants=[case], controls=[case]
        )

    calm, pages = (
        pages_of(raw(tmp_path / f"{n}.jsonl", {"manifest": [wild(words)], "commit": "c"}, [found("L05")])) for n, words in enumerate(("calm", evil))
    )
    for name, content in pages.items():
        assert bones(Page(content)) == bones(Page(calm[name]))


@pytest.mark.parametrize("evil", EVIL.values(), ids=EVIL)
def test_evidence_cannot_break_a_comparison_or_trends(tmp_path, evil):
    def over_time(name, words):
        old = logs.write(tmp_path / f"{name}-old.jsonl", [found("L05"), found("L36")], manifest=[entry("L05"), entry("L36")])
        new = evil_log(tmp_path / f"{name}-new.jsonl", words, manifest=[entry("L05", title="t", hashes={"statement": words, "checker": "c"})])
        boards = [tables.board(tables.load([path])) for path in (old, new)]
        more = [compare_page.page(compare.compare(*boards)), trends_page.page(trends.trends([old, new])[0])]
        made = render.pages(boards[1], more)
        return {file: made[file].decode() for file in ("compare.html", "trends.html")}

    calm, wild = over_time("calm", "calm"), over_time("wild", evil)
    for file, content in wild.items():
        assert bones(Page(content)) == bones(Page(calm[file])), file
        assert content == text.visible(content)
    assert text.visible(evil).strip()[:40] in Page(wild["compare.html"]).text


def rendered_or_refused(path):
    """Renders the log, every page well formed, or returns the refusal in words."""
    try:
        board = tables.board(tables.load([path]))
    except LogError as refusal:
        return str(refusal)
    for name, content in render.pages(board).items():
        if name.endswith(".html"):
            Page(content.decode())
    return ""


OTHERS = ("x", 5, -1, 10**30, 0.5, True, None, [], {}, [1], ["x"], [[1]], [{}], {"a": []}, {"a": 1}, {"a": "x"})


@pytest.mark.parametrize("line", [0, 1], ids=["header", "evidence"])
def test_a_value_of_another_shape_is_refused_with_file_and_line_or_shown(tmp_path, line):
    path = logs.write(tmp_path / "a.jsonl", [found("L05", detail=new_fields("calm"), mutants=[logs.killed("m")])], manifest=[entry("L05")])
    lines = path.read_text().splitlines()
    told, refused = json.loads(lines[line]), 0
    for name in told:
        for other in OTHERS:
            spoilt = [json.dumps(told | {name: other}) if number == line else text for number, text in enumerate(lines)]
            path.write_text("\n".join(spoilt) + "\n")
            refusal = rendered_or_refused(path)
            assert not refusal or refusal.startswith(f"{path}:{line + 1}: ")
            refused += bool(refusal)
    assert refused > 8 * len(told)


@pytest.mark.parametrize("field", ["obligations", "sweep", "figure", "pictures", "choices"])
def test_a_detail_of_another_shape_is_refused_or_shown(tmp_path, field):
    calm = new_fields("calm")[field]
    spoilt = [*OTHERS, *(part | {name: other} for part in (calm if isinstance(calm, list) else [calm]) for name in part for other in OTHERS[::3])]
    for number, other in enumerate(spoilt):
        value = [other] if isinstance(calm, list) and number >= len(OTHERS) else other
        path = raw(tmp_path / "a.jsonl", {"manifest": [entry("L05")], "commit": "c"}, [found("L05", detail={field: value})])
        refusal = rendered_or_refused(path)
        assert not refusal or refusal.startswith(f"{path}:2: ")


@pytest.mark.parametrize("field", ["obligations", "sweep", "figure", "choices"])
def test_ten_megabytes_in_a_detail_are_shortened_with_a_note(tmp_path, field):
    long = "(0, 1), " * (1_250_000 // 20)  # in more than twenty places
    row = found("L05", detail={field: new_fields(long)[field]})
    pages = pages_of(logs.write(tmp_path / "a.jsonl", [row], manifest=[entry("L05")]))
    assert "[shortened: the log has 500,000 characters here" in Page(pages["L05.html"]).text
    assert len(pages["L05.html"]) < 400_000


def test_a_picture_with_texts_of_megabytes_is_refused_with_file_and_line(tmp_path):
    path = logs.write(
        tmp_path / "a.jsonl", [found("L05", detail={"pictures": [picture("calm") | {"alt": "x" * 10_000_000}]})], manifest=[entry("L05")]
    )
    with pytest.raises(LogError, match=r"a\.jsonl:2: .*text alternative \(alt\) of 1 to 1000 characters was asked for"):
        tables.load([path])


def test_ten_megabytes_are_shortened_with_a_note_and_the_page_stays_small(tmp_path):
    long = "(0, 1), " * 1_250_000
    less = long[:100_000]
    witness = logs.witness(instance=long, snippet=less)
    row = found("L05", verdict=Verdict.REFUTED, witness=witness, mutants=[logs.killed("m", witness=less)], note=less, ties={less: 1})
    pages = pages_of(logs.write(tmp_path / "a.jsonl", [row], manifest=[entry("L05")]))
    page = Page(pages["L05.html"])
    assert page.text.count("[shortened: the log has 10,000,000 characters here") == 1
    assert page.text.count("[shortened: the log has 100,000 characters here") >= 4
    assert len(pages["L05.html"]) < 400_000
    assert len(pages["index.html"]) < 300_000


def test_the_header_is_a_header():
    assert isinstance(logs.header(), Header)
