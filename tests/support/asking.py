"""All questions of a record with their numbers, also those not worth showing."""

from tests.support.builders import TODAY

from heartsease.core.plan import inquiry, question
from heartsease.core.plan.look import look
from heartsease.core.plan.plan import wishes_of
from heartsease.core.safety.gather import undated, unplaced_medicines
from heartsease.library.knowledge import standard


def ranked_questions(record, known=None):
    """The picture, the board, every question, and the ranked ones."""
    known = known or standard()
    picture = look(record, known, on=TODAY)
    board = board_of(record, picture, known)
    settings = {
        "on": TODAY,
        "formulary": known.formulary,
        "rough_days": known.ranking.currency.rough_days,
    }
    asked = inquiry.questions(
        on_board=board,
        facts=picture.facts,
        priors=known.priors,
        ranking=known.ranking,
        cards=known.cards,
        instruments=known.instruments,
        measures=known.measures,
        sex=record.person.sex,
        unplaced=tuple(one.text for one in unplaced_medicines(record, **settings)),
        undated=tuple(
            sorted(
                known.formulary.medicines[one].name
                for one in undated(record, **settings)
            )
        ),
    )
    return picture, board, asked, ranked(asked, board, picture, known)


def board_of(record, picture, known):
    return question.board(
        known.interventions.values(),
        rules_of=known.rules_of,
        findings=known.findings,
        facts=picture.facts,
        wishes=wishes_of(record.preferences),
        energy=record.energy,
        ranking=known.ranking,
    )


def ranked(asked, board, picture, known=None):
    known = known or standard()
    return question.rank(
        asked,
        on_board=board,
        facts=picture.facts,
        priors=known.priors,
        ranking=known.ranking,
    )
