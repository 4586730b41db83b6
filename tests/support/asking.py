"""All questions of a record with their numbers, also those not worth showing."""

from tests.support.builders import TODAY

from heartsease.core.plan import inquiry, question
from heartsease.core.plan.look import look
from heartsease.core.plan.plan import wishes_of
from heartsease.library.knowledge import standard


def ranked_questions(record, known=None):
    """The picture, the board, every question, and the ranked ones."""
    known = known or standard()
    picture = look(record, known, on=TODAY)
    board = board_of(record, picture, known)
    asked = inquiry.questions(
        on_board=board,
        facts=picture.facts,
        priors=known.priors,
        ranking=known.ranking,
        cards=known.cards,
        instruments=known.instruments,
        measures=known.measures,
        sex=record.person.sex,
        unrecognised=tuple(one.text for one in picture.unrecognised),
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
