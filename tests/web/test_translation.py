"""Every word people see can be said in another language.

When this fails on a new screen: write the words with {% translate %} in the template or
gettext in Python, then run `make messages`. Sentences that the map, the printed page and
the command line share stand in knowledge/words/en/screen.toml. Which is for what:
docs/decisions/0017-two-channels-of-words.md.
"""

import json
import re
import tomllib
from functools import cache

import pytest
from django.urls import reverse
from scripts import messages
from tests.support import pseudo
from tests.support.screens import DOORS, doors, places
from tests.support.web import (
    AT,
    DEMO,
    a_person,
    a_signed_in,
    sign_in,
    the_share,
    with_ally,
    with_record,
)

from heartsease.core.plan.map import DOMAINS, State, Sureness
from heartsease.library.knowledge import root, standard_words
from heartsease.library.words import Words
from heartsease.web.common import clock
from heartsease.web.people import services as people
from heartsease.web.people.queries import time_zones

LETTERS = re.compile(r"[^\W\d_²³]{2,}")
# The closed vocabulary of the core, in English until a second language is begun.
VOCABULARY = {
    *DOMAINS.values(),
    *State,
    *Sureness,
    "age",  # a fact by its name in the code
    *("usual: up to", "usual: from", "usual", "low", "high", "to"),  # beside a drawing
    *("yes", "partly", "no", "SMD", "RR", "doi", "below"),  # how a study is written
}
NAMES = ("Heartsease", "UTC", "findahelpline.com", "befrienders.org", "mara", "wren", "English",
         "Brackets")  # fmt: skip
# A month of the printed page or of an axis; a number with its unit; the fingerprint.
NO_WORD = re.compile(
    r"\b[a-z]{3,9} 20\d\d\b|\b\d\d? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\b|"
    r"\d[\d.,]* \S*/\S+|\b(?=\w*\d)[0-9a-f]{12}\b"
)
PARAGRAPH = 20  # letters; shorter could be a part of anything
# In English for those who build screens.
FOR_BUILDERS = {"gallery"}
ENDS_THE_VISIT = {"leave", "account_logout", "data_wipe"}


def texts_of(value):
    """Every text in a file of data."""
    if isinstance(value, str):
        yield " ".join(value.replace("_", " ").split()).casefold()
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from texts_of(one)


@pytest.fixture(scope="module")
def data_texts():
    """Texts of the knowledge, which have their own way to another language, and those
    the person brought, which are theirs; longest first."""
    found = {one.casefold() for one in (*VOCABULARY, *NAMES)}
    for file in root().rglob("*.toml"):
        if "words" not in file.parts:
            found.update(texts_of(tomllib.loads(file.read_text(encoding="utf-8"))))
    found.update(texts_of(json.loads((DEMO / "mara.json").read_text())))
    found.update(zone.replace("_", " ").casefold() for zone in time_zones())
    told = (one for one in found if LETTERS.search(one))
    return tuple(sorted(told, key=len, reverse=True))


def left_over(page, data_texts):
    """What a page says that is neither translated nor data."""
    for piece in pseudo.Outside(page).pieces:
        if LETTERS.search(piece) and (left := beside_data(piece, data_texts)):
            yield left


@cache
def beside_data(piece, data_texts):
    """What is left of a piece when every text of the data is taken out of it."""
    left = piece.casefold()
    if len(left) > PARAGRAPH and any(left in text for text in data_texts):
        return ""  # one paragraph of a longer text
    for text in data_texts:
        if text in left:
            left = re.sub(rf"(?<!\w){re.escape(text)}(?!\w)", " ", left)
            if not LETTERS.search(left):
                return ""
    left = NO_WORD.sub(" ", left)
    return " ".join(left.split()) if LETTERS.search(left) else ""


@pytest.fixture
def pseudo_language(tmp_path, settings, monkeypatch):
    pseudo.write(tmp_path)
    settings.LOCALE_PATHS = [tmp_path]
    settings.LANGUAGES = [("en", "English"), (pseudo.CODE, "Brackets")]
    settings.LANGUAGE_CODE = pseudo.CODE
    monkeypatch.setattr(clock, "now", lambda: AT)
    sentences = standard_words().sentences
    spoken = Words({name: pseudo.bracketed(said) for name, said in sentences.items()})
    for module in ("patient.voice", "ui.templatetags.ui"):
        monkeypatch.setattr(f"heartsease.web.{module}.standard_words", lambda _: spoken)


def test_a_word_that_was_not_translated_is_found(data_texts):
    page = '<p title="Not said">⟦Said.⟧ Ferritin</p><p>⟦On ⟧the moon</p>'

    assert list(left_over(page, data_texts)) == ["not said", "the moon"]


@pytest.mark.django_db
def test_every_word_before_signing_in_is_translated(
    client, pseudo_language, data_texts
):
    wrong = {}
    for name, url in doors():
        wrong[name] = [*left_over(client.get(url).content.decode(), data_texts)]
        if name in DOORS:
            sent = client.post(url, {}).content.decode()
            wrong[name] += left_over(sent, data_texts)

    assert {name: left for name, left in wrong.items() if left} == {}


@pytest.mark.django_db
@pytest.mark.parametrize("full", [False, True], ids=["empty record", "full record"])
def test_every_word_of_every_screen_is_translated(
    client, pseudo_language, data_texts, full
):
    who = a_signed_in(client)
    if full:
        with_record(who)
        with_ally(who)
    people.settle_in(user_id=who.user_id, person=who.id, at=AT, language=pseudo.CODE)
    wrong, seen = {}, 0
    for name, url in places(who):
        sign_in(client, who)
        answers = [client.get(url)]
        if name not in ENDS_THE_VISIT:
            answers.append(client.post(url, {}))  # what is said about a wrong form
        for answer in answers:
            if not answer.get("Content-Type", "").startswith("text/html"):
                continue
            page = answer.content.decode()
            if 'lang="' in page and name not in {"leave", "visit_sheet"}:
                assert f'<html lang="{pseudo.CODE}"' in page, name
            seen += 1
            wrong.setdefault(name, set()).update(left_over(page, data_texts))

    assert seen > 40
    assert {k: v for k, v in wrong.items() if v and k not in FOR_BUILDERS} == {}


@pytest.mark.django_db
def test_every_word_an_ally_sees_is_translated(client, pseudo_language, data_texts):
    who = with_record(a_person("mara"))
    ally = with_ally(who)
    people.settle_in(user_id=ally.user_id, person=ally.id, at=AT, language=pseudo.CODE)
    wrong, seen = {}, 0
    sign_in(client, ally)
    for url in (
        reverse("ally"),
        reverse("ally_code"),
        reverse("ally_one", args=[the_share(who)]),
    ):
        page = client.get(url).content.decode()
        seen += "⟦" in page
        wrong[url] = [*left_over(page, data_texts)]

    assert seen == 3
    assert {url: left for url, left in wrong.items() if left} == {}


def test_the_catalogue_for_translators_is_up_to_date(capsys):
    code = messages.main(["--check"])

    assert code == 0, "run `make messages` and commit the catalogue"


def test_a_sentence_put_together_before_translation_is_refused(tmp_path):
    with pytest.raises(SystemExit, match="plain string"):
        list(messages.of_code("_(f'Hello {name}')", tmp_path / "a.py"))


def test_messages_are_found_in_templates_and_code(tmp_path):
    template = (
        "{% load i18n %}{% translate 'One' %}{% blocktranslate count n=2 %}{{ n }} day"
        "{% plural %}{{ n }} days{% endblocktranslate %}{% include 'x' with a=_(\"Two\") %}"
    )

    assert {*messages.of_template(template)} == {
        ("One", ""),
        ("%(n)s day", "%(n)s days"),
        ("Two", ""),
    }
    assert {*messages.of_code("ngettext('a', 'b', n); _('c')", tmp_path)} == {
        ("a", "b"),
        ("c", ""),
    }


@pytest.mark.django_db
def test_a_person_who_chose_a_language_gets_it_on_every_screen(
    client, tmp_path, settings, monkeypatch
):
    pseudo.write(tmp_path)
    settings.LOCALE_PATHS = [tmp_path]
    settings.LANGUAGES = [("en", "English"), (pseudo.CODE, "Brackets")]
    who = a_signed_in(client)
    people.settle_in(user_id=who.user_id, person=who.id, at=AT, language=pseudo.CODE)

    page = client.get(reverse("consent")).content.decode()
    door = client.get(reverse("account_change_password")).content.decode()

    assert f'<html lang="{pseudo.CODE}"' in page
    assert f'<html lang="{pseudo.CODE}"' in door
    client.post(reverse("account_logout"))
    assert f'<html lang="{pseudo.CODE}"' in client.get("/").content.decode()


@pytest.mark.django_db
def test_the_language_is_asked_only_when_there_is_a_choice(client, settings):
    a_signed_in(client)

    alone = client.get(reverse("consent")).content.decode()
    settings.LANGUAGES = [("en", "English"), ("cy", "Cymraeg")]
    chosen = client.get(reverse("consent")).content.decode()

    assert 'name="language"' not in alone
    assert 'name="language"' in chosen
    assert "Cymraeg" in chosen


@pytest.mark.django_db
def test_a_language_that_is_not_offered_is_refused():
    who = a_person()

    with pytest.raises(ValueError, match="tlh"):
        people.settle_in(user_id=who.user_id, person=who.id, at=AT, language="tlh")


def test_a_language_is_offered_only_with_both_kinds_of_words(settings):
    for code, _name in settings.LANGUAGES:
        spoken = standard_words(code).sentences

        assert set(spoken) == set(standard_words().sentences)
        if code != "en":
            compiled = settings.LOCALE_PATHS[0] / code / "LC_MESSAGES" / "django.mo"
            assert compiled.exists()


def test_a_language_without_sentences_of_its_own_speaks_english():
    assert standard_words("xx").sentences == standard_words().sentences
