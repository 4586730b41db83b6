"""Icons and forms as templates use them."""

import re
import xml.etree.ElementTree as ET

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse

from heartsease.web.ui import icons
from heartsease.web.ui.templatetags import ui


class Sample(forms.Form):
    name = forms.CharField(label="Your name", help_text="Any name will do.")
    note = forms.CharField(label="A note", required=False)
    mood = forms.ChoiceField(
        label="Mood", choices=[("0", "Low"), ("1", "High")], widget=forms.RadioSelect
    )
    agree = forms.BooleanField(label="I agree")
    hidden = forms.CharField(widget=forms.HiddenInput)


def rendered(source, **context):
    return Template(f"{{% load ui %}}{source}").render(Context(context))


@pytest.mark.parametrize("name", [*icons.SHAPES, "mark"])
def test_an_icon_is_well_formed_and_silent(name):
    picture = ET.fromstring(icons.drawn(name))

    assert picture.get("aria-hidden") == "true"
    assert len(picture) > 0


def test_an_icon_that_was_never_drawn_is_an_error():
    with pytest.raises(KeyError):
        rendered('{% icon "unicorn" %}')


def test_a_place_that_is_not_there_leads_elsewhere():
    with pytest.raises(NoReverseMatch):
        reverse("never-built")

    assert ui.url_or("never-built", "/") == "/"
    assert ui.url_or("help", "/") == "/help/"


def test_a_fixed_sentence_is_the_same_as_on_the_printed_page():
    assert "does not diagnose" in rendered('{% words_of "page.intended_use" %}')


def test_every_field_has_a_label_and_its_help():
    page = str(Sample())

    assert '<label for="id_name">Your name' in page
    assert 'aria-describedby="id_name_helptext"' in page
    assert 'id="id_name_helptext"' in page
    assert '<fieldset class="field choices' in page
    assert "<legend>Mood" in page
    assert page.count("(if you like)") == 1


def test_an_error_stands_beside_its_field_and_on_top_with_a_link():
    page = str(Sample({"name": "", "mood": "9", "hidden": ""}))

    links = re.findall(r'<a href="#([^"]+)"', page)
    assert links == ["id_name", "id_mood_group", "id_agree"]
    for target in links:
        assert f'id="{target}"' in page
    assert 'aria-invalid="true"' in page
    assert page.index("Something needs another look") < page.index("<label")


def test_a_good_form_shows_no_errors():
    page = str(Sample({"name": "M", "mood": "1", "agree": "on", "hidden": "x"}))

    assert "errorlist" not in page
    assert "Something needs another look" not in page


def test_what_a_person_typed_is_shown_as_typed_and_never_as_code():
    page = str(Sample({"name": "<b>M</b>"}))

    assert "<b>" not in page
    assert "&lt;b&gt;M" in page


@pytest.mark.parametrize("name", ["lab_bar", "trajectory"])
def test_a_drawing_that_is_not_one_of_ours_is_shown_as_words(name):
    page = render_to_string(f"ui/{name}.html", {"drawing": "<svg onload=x>"})

    assert "<svg" not in page
    assert "&lt;svg onload=x&gt;" in page
