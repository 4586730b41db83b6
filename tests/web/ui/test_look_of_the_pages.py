"""Colours can be read in every scheme, and no page asks another computer for anything."""

import re
from pathlib import Path

import pytest

WEB = Path(__file__).resolve().parents[3] / "src" / "heartsease" / "web"
CSS = (WEB / "ui" / "static" / "ui" / "ui.css").read_text()
DARK, LIGHT, PAPER = 0, 1, -1  # which block of tokens
SURFACES = ("paper", "card", "raised")
WORDS_ON = [
    *((words, ground) for words in ("ink", "soft", "lilac") for ground in SURFACES),
    ("amber", "paper"),
    ("amber", "card"),
    ("ink", "amber-wash"),
    ("amber", "amber-wash"),
    ("ink", "lilac-wash"),
    ("soft", "lilac-wash"),
    ("lilac", "lilac-wash"),
    ("on-lilac", "lilac"),
    ("help-ink", "help"),
    ("help", "help-ink"),
]
EDGES_ON = [
    ("edge", "paper"),
    ("edge", "card"),
    ("lilac", "paper"),
    ("lilac", "card"),
    ("amber", "paper"),
    ("green", "card"),
    ("help-ink", "help"),
]
PAGES = sorted(WEB.rglob("*.html"))
SERVED = sorted(
    one for one in WEB.rglob("static/**/*") if one.suffix in {".css", ".js", ".svg"}
)
ELSEWHERE = re.compile(r"(https?:)?//[a-z0-9]", re.IGNORECASE)
NAMES_OF_FORMATS = ("http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml")
REFUSED_BY_THE_POLICY = re.compile(
    r"""<style|\sstyle=|\son[a-z]+=["']|<script(?![^>]*(?:src=|application/json))""",
    re.IGNORECASE,
)


def tokens(scheme):
    """The colours of a scheme; light and paper replace those of the dark one."""
    blocks = re.findall(r":root\s*\{([^}]*)\}", CSS)
    with_colours = [one for one in blocks if "--paper:" in one]
    found = {}
    for block in (with_colours[DARK], with_colours[scheme]):
        found |= dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{6})", block))
    return found


def luminance(colour):
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (
        one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4
        for one in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_black_on_white_has_the_contrast_everybody_knows():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("scheme", [DARK, LIGHT, PAPER])
@pytest.mark.parametrize(("words", "ground"), WORDS_ON)
def test_words_can_be_read_on_their_ground(words, ground, scheme):
    colours = tokens(scheme)

    assert contrast(colours[words], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", [DARK, LIGHT, PAPER])
@pytest.mark.parametrize(("edge", "ground"), EDGES_ON)
def test_edges_of_controls_can_be_seen(edge, ground, scheme):
    colours = tokens(scheme)

    assert contrast(colours[edge], colours[ground]) >= 3


def test_dark_and_light_name_the_same_colours():
    blocks = [one for one in re.findall(r":root\s*\{([^}]*)\}", CSS) if "--ink:" in one]
    named = [set(re.findall(r"--([a-z-]+):\s*#", one)) for one in blocks]

    assert len(named) == 3
    assert named[0] == named[1] == named[2]


def test_every_colour_of_the_look_is_a_token():
    rules = re.sub(r":root\s*\{[^}]*\}", "", re.sub(r"/\*.*?\*/", "", CSS, flags=re.S))
    without_the_white_of_a_code_to_scan = rules.replace("background: #ffffff;", "", 1)

    assert re.findall(r"#[0-9a-f]{3,8}\b", without_the_white_of_a_code_to_scan) == []


def test_motion_stops_when_the_person_asked_for_that():
    assert "prefers-reduced-motion: reduce" in CSS


@pytest.mark.parametrize(
    "file", [*PAGES, *SERVED], ids=lambda one: str(one.relative_to(WEB))
)
def test_nothing_on_a_page_comes_from_or_leads_to_another_computer(file):
    text = file.read_text()
    for name in NAMES_OF_FORMATS:
        text = text.replace(name, "")

    code = re.sub(r"^\s*//.*$", "", text, flags=re.M) if file.suffix == ".js" else text
    assert ELSEWHERE.search(code) is None


@pytest.mark.parametrize("file", PAGES, ids=lambda one: str(one.relative_to(WEB)))
def test_no_page_holds_what_its_own_policy_refuses(file):
    assert REFUSED_BY_THE_POLICY.search(file.read_text()) is None
