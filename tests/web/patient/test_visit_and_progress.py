"""The visit page on screen and as PDF, and the scores over time."""

import io

import pytest
from django.urls import reverse
from pypdf import PdfReader
from tests.support.web import AT, a_signed_in, with_record

from heartsease.web.common import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_one_day(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)


def test_the_pdf_is_one_page_to_save_and_is_not_kept_by_the_browser(client):
    with_record(a_signed_in(client))

    sent = client.get(reverse("visit_pdf"))

    assert len(PdfReader(io.BytesIO(sent.content)).pages) == 1
    assert sent.headers["Content-Type"] == "application/pdf"
    assert sent.headers["Content-Disposition"].startswith("attachment")
    assert sent.headers["Cache-Control"] == "no-store"


def test_the_sheet_may_use_its_own_style_and_load_nothing(client):
    with_record(a_signed_in(client))

    sheet = client.get(reverse("visit_sheet"))

    policy = sheet.headers["Content-Security-Policy"]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    assert f'href="{reverse("visit")}"' in sheet.content.decode()
    assert "<script" not in sheet.content.decode()


def test_no_other_page_may_use_inline_style(client):
    with_record(a_signed_in(client))

    page = client.get(reverse("visit"))

    assert "unsafe-inline" not in page.headers["Content-Security-Policy"]


def test_progress_draws_the_scores_and_says_at_most_three_true_sentences(client):
    with_record(a_signed_in(client))

    courses = client.get(reverse("progress")).context["courses"]

    assert courses[0].id == "phq9"
    assert courses[0].drawing.startswith("<svg")
    assert 1 <= len(courses[0].sentences) <= 3
    assert courses[0].rows[0][0] == "20 November 2026"
