"""What made somebody worse is on every form of the result; their own words are not."""

import json
from dataclasses import replace

from tests.support.builders import TODAY, TOLD, days_ago, everything_clear

from heartsease.core.plan.look import look
from heartsease.core.record.record import AdverseReport, HowBad
from heartsease.exchange.picture_json import picture_json
from heartsease.exchange.present import present
from heartsease.exchange.text_page import text_page
from heartsease.exchange.visit_page.content import HARMS, Appendix, Part
from heartsease.exchange.visit_page.html import visit_html
from heartsease.exchange.visit_page.pdf import visit_pdf
from heartsease.library.knowledge import standard, standard_words

WORDS = standard_words()
NOTE = "quokkaberry rash"
WALKING = standard().interventions["walking"].name


def a_report(intervention="walking", **facts):
    settled = {"on": TODAY, "note": NOTE, "provenance": TOLD}
    return AdverseReport(intervention=intervention, **{**settled, **facts})


def seen(*reports):
    record = replace(everything_clear(), adverse_reports=reports)
    picture = look(record, standard(), on=TODAY)
    return picture, present(picture, knowledge=standard(), words=WORDS)


def test_a_sentence_says_what_when_how_bad_and_whether_it_goes_on():
    worst = a_report(how_bad=HowBad.VERY, ongoing=True, noticed_on=days_ago(3))
    _, page = seen(worst)
    assert page.harms == (
        f"{WALKING}: noticed on 20 November 2026; very bad; still going on",
    )


def test_what_was_not_said_is_not_made_up():
    _, page = seen(a_report())
    assert page.harms == (
        f"{WALKING}: noticed on 23 November 2026; not said if it is over",
    )


def test_something_our_library_does_not_know_keeps_its_name():
    _, page = seen(a_report("moon_baths", ongoing=False))
    assert page.harms[0].startswith("moon_baths: ")
    assert page.harms[0].endswith("it is over")


def test_a_report_of_a_later_day_is_not_there_yet():
    _, page = seen(a_report(on=days_ago(-2)))
    assert page.harms == ()


def test_no_form_carries_the_own_words():
    picture, page = seen(a_report())
    forms = (
        json.dumps(picture_json(picture)),
        text_page(page, WORDS, everything=True),
        visit_html(page, picture, WORDS),
    )

    for form in forms:
        assert NOTE not in form
    for form in forms[1:]:
        assert "noticed on 23 November 2026" in " ".join(form.split())
    assert picture_json(picture)["adverse_reports"][0]["intervention"] == "walking"


def test_more_than_fit_are_counted_and_the_page_keeps_one_side():
    names = sorted(standard().interventions)[: HARMS + 2]
    picture, page = seen(*(a_report(one) for one in names))

    assert WORDS("page.more", count=2) in visit_html(page, picture, WORDS)
    assert visit_pdf(page, picture, WORDS).count(b"/Type /Page\n") == 1


def test_what_is_put_behind_the_page_is_escaped_and_on_a_side_of_its_own():
    picture, page = seen()
    plan = Appendix(
        heading="My safety plan",
        parts=(Part(title="Signs", lines=("<b>quiet</b>", "x" * 300)),),
    )

    sheet = visit_html(page, picture, WORDS, appendices=(plan,))

    assert "&lt;b&gt;quiet&lt;/b&gt;" in sheet
    pdf = visit_pdf(page, picture, WORDS, appendices=(plan,))
    assert pdf.count(b"/Type /Page\n") == 2
    assert pdf == visit_pdf(page, picture, WORDS, appendices=(plan,))
