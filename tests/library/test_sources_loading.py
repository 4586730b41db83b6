"""Sources are read strictly."""

import pytest

from heartsease.core.sources.source import Checked
from heartsease.library import sources
from heartsease.library.errors import KnowledgeError

WHOLE = """
id = "{id}"
title = "A title"
kind = "trial"
doi = "{doi}"
can_carry = "One thing."
cannot_carry = "{cannot}"
checked = "verified"
checked_on = 2026-11-23
"""


def a_source(folder, *, name="lam-2016", id_="lam-2016", doi="10.1/x", cannot="No."):
    (folder / "sources").mkdir(exist_ok=True)
    doi = "10.1001/x" if doi == "10.1/x" else doi
    text = WHOLE.format(id=id_, doi=doi, cannot=cannot)
    (folder / "sources" / f"{name}.toml").write_text(text, encoding="utf-8")


def test_sources_come_by_their_id(tmp_path):
    a_source(tmp_path)

    found = sources.load(tmp_path)

    assert list(found) == ["lam-2016"]
    assert found["lam-2016"].checked is Checked.VERIFIED


def test_an_empty_library_has_no_sources(tmp_path):
    assert sources.load(tmp_path) == {}


def test_an_id_that_is_not_the_file_name_is_refused(tmp_path):
    a_source(tmp_path, name="lam-2017")

    with pytest.raises(KnowledgeError, match=r"lam-2017\.toml: its id is lam-2016"):
        sources.load(tmp_path)


def test_a_doi_with_its_address_in_front_is_refused(tmp_path):
    a_source(tmp_path, doi="https://doi.org/10.1001/x")

    with pytest.raises(KnowledgeError, match="is not a DOI"):
        sources.load(tmp_path)


def test_a_source_that_does_not_say_its_limits_is_refused(tmp_path):
    a_source(tmp_path, cannot=" ")

    with pytest.raises(KnowledgeError, match="what it cannot"):
        sources.load(tmp_path)
