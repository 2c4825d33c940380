import pytest

from reports import text


@pytest.mark.parametrize(
    ("found", "shown"),
    [
        ("a\x00b\x1b[0m", "a␀b␛[0m"),
        ("safe \u202egpj.exe", "safe ⟨U+202E⟩gpj.exe"),
        ("\ud800", "⟨U+D800⟩"),
        ("a\r\nb\tc", "a␍\nb\tc"),
        ("\u200bx\ufeff\uffff", "⟨U+200B⟩x⟨U+FEFF⟩⟨U+FFFF⟩"),
        ("שלום é 𝑥 sin\u2061x", "שלום é 𝑥 sin\u2061x"),
    ],
)
def test_what_a_browser_would_hide_or_obey_is_made_visible(found, shown):
    assert text.visible(found) == shown
    assert shown.encode()


def test_long_texts_are_shortened_and_say_so():
    assert text.short("a" * text.LIMIT) == "a" * text.LIMIT
    assert text.short("a" * 12345, 10) == "aaaaaaaaaa … [shortened: the log has 12,345 characters here, the first 10 are shown]"


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [(0, 0, "–"), (0, 7, "0 %"), (7, 7, "100 %"), (1, 9999, "< 0.1 %"), (9999, 10000, "> 99.9 %"), (1, 3, "33.3 %"), (1, 2, "50 %")],
)
def test_a_share_is_never_rounded_to_none_or_all(part, whole, words):
    assert text.share(part, whole) == words


def test_numbers_for_people():
    assert text.count(1234567) == "1,234,567"
    assert [text.ratio(value) for value in (None, 0.0431, 1.0, 2.2e-10, 5.3e14, 0.0)] == ["–", "0.043", "1", "2.2 × 10⁻¹⁰", "5.3 × 10¹⁴", "0"]
    assert (text.seconds(1.234), text.seconds(90)) == ("1.23 s", "1.5 min")
