"""Every source that is named exists, says its limits, and can be found again."""

import re
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from heartsease.core.sources.source import Checked
from heartsease.library import sources

KNOWLEDGE = Path(str(files("heartsease.knowledge")))
ALL = sources.load(KNOWLEDGE)

# The reference list of the source article.
ARTICLE = {
    "berlim-2007": "10.1177/070674370705200108",
    "howren-2009": "10.1097/PSY.0b013e3181907c1b",
    "mader-2023": "10.1186/s40359-023-01263-7",
    "randeni-2025": "10.3390/ijms26020614",
    "minelli-2019": "10.1016/j.psychres.2019.01.070",
    "lehrer-2014": "10.3389/fpsyg.2014.00756",
    "petrowski-2023": "10.1007/s10484-023-09581-7",
    "liu-2023": "10.3390/healthcare11060793",
    "scott-2020": "10.1111/psyp.13698",
    "chen-2025": "10.3389/fpubh.2025.1454992",
    "boreham-2023": "10.1002/jclp.23576",
}


def named_sources(data, where=""):
    """Every value of a key `source`, with the path to it."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key == "source" and isinstance(value, str):
                yield where, value
            else:
                yield from named_sources(value, f"{where}.{key}")
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from named_sources(value, f"{where}[{number}]")


@pytest.mark.parametrize(
    "folder", sorted(one.name for one in KNOWLEDGE.iterdir() if one.is_dir())
)
def test_every_source_named_in_a_folder_exists(folder):
    missing = [
        f"{file.name}{where}: {name}"
        for file in sorted((KNOWLEDGE / folder).rglob("*.toml"))
        for where, name in named_sources(tomllib.loads(file.read_text("utf-8")))
        if name not in ALL
    ]

    assert missing == []


def test_the_references_of_the_source_article_are_all_here_and_no_others():
    marked = {id_: one.doi for id_, one in ALL.items() if one.cited_by_article}

    assert marked == ARTICLE


@pytest.mark.parametrize("source", ALL.values(), ids=ALL.keys())
def test_an_id_is_plain_and_a_doi_has_no_address_in_front(source):
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", source.id)
    assert source.doi == source.doi.strip()
    assert not source.doi.endswith(".")
    assert not source.pmid or source.pmid.isdigit()
    assert not source.url or source.url.startswith(("https://", "http://"))


# A paper has an address; a body's own recommendation may only have its name.
PAPERS = ("meta-analysis", "trial", "cohort", "Cochrane review", "cross-sectional")


@pytest.mark.parametrize(
    "source",
    [
        one
        for one in ALL.values()
        if one.checked is Checked.VERIFIED and one.kind in PAPERS
    ],
    ids=lambda one: one.id,
)
def test_a_paper_that_was_compared_can_be_found_again(source):
    assert source.doi or source.pmid or source.url or source.published_in
