"""The picture as sentences: one set of words for the terminal, the page and the PDF.

Nothing is decided or left out here that the picture does not say.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from heartsease.core.instruments.definition import Instrument, Method
from heartsease.core.instruments.score import Score
from heartsease.core.instruments.trajectory import Statement, Trajectory
from heartsease.core.interventions.definition import Intervention, Who
from heartsease.core.labs.definition import BandName, Measure, sentence
from heartsease.core.labs.interpret import Reading
from heartsease.core.plan.knowledge import Knowledge
from heartsease.core.plan.look import FOLLOWED
from heartsease.core.plan.map import Domain, Finding
from heartsease.core.plan.picture import Picture
from heartsease.core.plan.plan import Candidate, Left
from heartsease.core.plan.question import Question, Ranked
from heartsease.core.plan.ranking import ranking_row
from heartsease.core.plan.safety import Mode
from heartsease.core.record.record import AdverseReport
from heartsease.core.safety.crisis import Offered
from heartsease.core.safety.rule import Rule, Severity
from heartsease.core.sources.source import Checked
from heartsease.core.values.unknown import Unknown
from heartsease.exchange.days import day
from heartsease.exchange.history import history
from heartsease.exchange.numbers import number
from heartsease.exchange.page import (
    DomainLine,
    FindingLine,
    Help,
    HelpLine,
    LabLine,
    Notice,
    Page,
    QuestionLine,
    ScoreLine,
    StepCard,
)
from heartsease.exchange.treatments import check_lines
from heartsease.library.words import Words

_WITH: Mapping[Who, str] = {
    Who.YOU: "plan.with_you",
    Who.DOCTOR: "plan.with_doctor",
    Who.PRESCRIBER: "plan.with_prescriber",
    Who.THERAPIST: "plan.with_therapist",
}
# These severities have their own notice; the rest are listed as further advice.
_SHOWN_BY_MODE = (Severity.EMERGENCY, Severity.BLOCK_UNTIL_FLOW)


def present(picture: Picture, *, knowledge: Knowledge, words: Words) -> Page:
    """The page; in an emergency it carries help and nothing else."""
    only_help = picture.safety.mode is Mode.EMERGENCY
    say = _Say(picture, knowledge, words)
    return Page(
        title=words("page.title"),
        for_whom=words("page.for_whom", id=picture.person.id),
        about=_about(picture, words),
        made_on=words("page.made_on", on=day(picture.on)),
        intended_use=words("page.intended_use"),
        voice=words("page.voice"),
        keep_medicines=words("page.keep_medicines"),
        fingerprint=words("page.fingerprint", fingerprint=picture.fingerprint[:12]),
        help=say.help(),
        notices=say.notices(),
        only_help=only_help,
        drawn=picture.safety.mode not in (Mode.EMERGENCY, Mode.FLOW),
        history=None if only_help else history(picture, knowledge, words),
        checks=() if only_help else check_lines(picture, knowledge, words),
        scores=() if only_help else say.scores(),
        labs=() if only_help else say.labs(),
        domains=() if only_help else say.domains(),
        steps=() if only_help else tuple(say.step(o) for o in picture.plan.steps),
        no_steps=say.no_steps(),
        to_raise=() if only_help else say.to_raise(),
        questions=()
        if only_help
        else tuple(say.question(one) for one in picture.questions),
        left_out=say.left_out(),
        harms=() if only_help else say.harms(),
        unread=() if only_help else say.unread(),
    )


def _about(picture: Picture, words: Words) -> str:
    parts = []
    if picture.age is not None:
        parts.append(words("page.age", age=picture.age))
    if picture.person.sex is not None:
        parts.append(words(f"page.{picture.person.sex}"))
    return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class _Say:
    picture: Picture
    knowledge: Knowledge
    words: Words

    def help(self) -> Help:
        view, words = self.picture.safety.help, self.words
        lines = [self._line(one) for one in (*view.lines, *view.directories)]
        if view.country is None:
            lines.insert(0, HelpLine(words("help.no_country")))
        return Help(
            nobody_watches=words("page.nobody_watches"),
            emergency=HelpLine(
                words(
                    "help.emergency",
                    number=" / ".join(view.emergency) or words("help.local"),
                ),
                _dial(view.emergency[0]) if view.emergency else "",
            ),
            lines=tuple(lines),
        )

    def _line(self, offered: Offered) -> HelpLine:
        line, words = offered.line, self.words
        if not line.number:
            return HelpLine(words("help.directory", url=line.url))
        said = words("help.line", name=line.name, number=line.number, hours=line.hours)
        if offered.expired:
            said = f"{said} [{words('help.expired')}]"
        elif line.checked is not Checked.VERIFIED:
            said = f"{said} [{words('help.unchecked')}]"
        return HelpLine(said, _dial(line.number))

    def notices(self) -> tuple[Notice, ...]:
        return tuple(self._notices())

    def _notices(self) -> Iterable[Notice]:
        safety, words = self.picture.safety, self.words
        match safety.mode:
            case Mode.EMERGENCY:
                yield Notice(
                    heading=words("safety.emergency_heading"),
                    sentences=(words("safety.emergency"),),
                )
                return
            case Mode.FLOW:
                yield Notice(
                    heading=words("safety.flow_heading"),
                    sentences=(words("safety.flow"), words("safety.flow_clinician")),
                )
            case Mode.AFTER_FLOW:
                on = self.picture.flow_done_on
                yield Notice(
                    heading=words("safety.flow_heading"),
                    sentences=(words("safety.after_flow", on=day(on) if on else ""),),
                )
            case Mode.ASK:
                yield Notice(
                    heading=words("safety.ask_heading"),
                    sentences=(words("safety.ask"),),
                )
            case Mode.OPEN:
                pass
        others = [
            one.rule for one in safety.fired if one.rule.severity not in _SHOWN_BY_MODE
        ]
        if others:
            yield Notice(
                heading=words("safety.also_heading"),
                sentences=tuple(_advice(rule) for rule in others),
            )

    def scores(self) -> tuple[ScoreLine, ...]:
        """What is followed over time comes first, the main measure before all."""
        listed = sorted(
            (one for one in self.picture.scores.values() if self._has_total(one)),
            key=lambda one: (
                one.instrument != FOLLOWED,
                self.knowledge.instruments[one.instrument].course is None,
                one.instrument,
            ),
        )
        return tuple(
            self._score(one, self.knowledge.instruments[one.instrument])
            for one in listed
        )

    def _has_total(self, score: Score) -> bool:
        """Answers that stand for themselves show up in the findings, not as a score."""
        scoring = self.knowledge.instruments[score.instrument].scoring
        return scoring.method is not Method.NONE

    def _score(self, score: Score, instrument: Instrument) -> ScoreLine:
        trajectory = self.picture.trajectories.get(instrument.id)
        return ScoreLine(
            name=instrument.short_name,
            now=self._now(score, instrument),
            statements=()
            if trajectory is None
            else tuple(statement(one, self.words) for one in trajectory.statements),
            points=() if trajectory is None else _points(trajectory),
            highest=instrument.scoring.maximum,
        )

    def _now(self, score: Score, instrument: Instrument) -> str:
        if isinstance(score.total, Unknown):
            return self.words("scores.total_unknown", on=day(score.on))
        band = "" if isinstance(score.band, Unknown) else score.band.label
        return self.words(
            "scores.now",
            total=f"{score.total:g}",
            highest=f"{instrument.scoring.maximum:g}",
            band=f", {band}" if band else "",
            on=day(score.on),
        )

    def labs(self) -> tuple[LabLine, ...]:
        return tuple(self._lab(one) for one in self.picture.readings.values())

    def _lab(self, reading: Reading) -> LabLine:
        measure = self.knowledge.measures[reading.measure]
        band = "" if isinstance(reading.band, Unknown) else reading.band.value
        amount = number(reading.quantity.value)
        return LabLine(
            name=measure.short_name,
            value=f"{reading.comparator}{amount} {unit_name(reading.quantity.unit)}",
            on=day(reading.on),
            band=self.words(f"band.{band or _no_band(measure, reading)}"),
            is_usual=band == BandName.USUAL,
            says=sentence(measure, band),
            caveats=tuple(one.says for one in reading.caveats),
            low=reading.low,
            high=reading.high,
            number=reading.quantity.value,
        )

    def domains(self) -> tuple[DomainLine, ...]:
        return tuple(self._domain(one) for one in self.picture.domains)

    def _domain(self, domain: Domain) -> DomainLine:
        return DomainLine(
            name=domain.name,
            state=domain.state,
            looked=self.words("map.looked", share=f"{domain.completeness:.0%}"),
            completeness=domain.completeness,
            findings=tuple(self._finding(one) for one in domain.found),
        )

    def _finding(self, finding: Finding) -> FindingLine:
        definition, words = finding.definition, self.words
        strength = {
            "sure": finding.sureness.value,
            "tier": definition.matters.value,
            "trd": definition.tested_in_trd,
        }
        return FindingLine(
            title=definition.title,
            says=definition.says,
            strength=words("finding.strength", **strength),
            strength_short=words("finding.strength_short", **strength),
            settles=words(
                "finding.settles",
                settles=definition.settles,
                by=definition.ordered_by,
            ),
            changes=words("finding.changes", changes=definition.changes_mind),
            tell_clinician=definition.tell_clinician,
            because="; ".join(
                f"{self.key_name(one.key)}: {fact_value(one.value)}"
                + (f" ({one.on})" if one.on else "")
                for one in finding.because
            ),
            missed_cause=definition.missed_cause,
        )

    def step(self, candidate: Candidate) -> StepCard:
        one, words = candidate.intervention, self.words
        row = ranking_row(one)
        why = "; ".join(found.definition.title for found in candidate.because)
        judged = (
            candidate.chosen.judge_on
            if candidate.chosen is not None
            else self.picture.on + timedelta(weeks=one.judge.weeks)
        )
        return StepCard(
            name=one.name,
            who=words(_WITH[one.who]),
            honest=one.honest,
            why=words("plan.why", why=why or words("plan.why_general")),
            how_sure=words(
                "plan.how_sure",
                grade=one.grade,
                certainty=row.certainty.value.replace("_", " ") if row else "no",
                trd=one.tested_in_trd,
            ),
            unverified=words("plan.unverified") if _unverified(one) else "",
            what=one.what,
            sizes=(
                (words("plan.tiny"), one.sizes.tiny),
                (words("plan.usual"), one.sizes.usual),
                (words("plan.full"), one.sizes.full),
            ),
            judge=words(
                "plan.judge",
                on=day(judged),
                measure=self.measure_name(one.judge.measure),
                keep=one.judge.keep_if,
                stop=one.judge.stop_if,
                talk=one.judge.talk_if,
            ),
            cautions=(
                *(
                    words("plan.caution", says=rule.says, action=rule.action)
                    for rule in candidate.gate.cautions
                ),
                *(
                    words("plan.if_true", says=rule.says, action=rule.action)
                    for rule in candidate.gate.conditional_cautions
                ),
            ),
            ask_prescriber=one.ask_prescriber,
        )

    def no_steps(self) -> str:
        if self.picture.safety.mode is Mode.FLOW:
            return self.words("plan.paused")
        if self.picture.plan.steps:
            return ""
        left = {one.left for one in self.picture.plan.left_out}
        # A question would open nothing where each step goes to a clinician anyway.
        alone = Left.CLINICIAN_FIRST in left and Left.ASK_FIRST not in left
        return self.words("plan.none_alone" if alone else "plan.none")

    def to_raise(self) -> tuple[tuple[str, str], ...]:
        return tuple(
            (one.intervention.name, one.intervention.honest)
            for one in self.picture.plan.to_raise[
                : self.knowledge.ranking.places.raised
            ]
        )

    def question(self, ranked: Ranked) -> QuestionLine:
        words, question = self.words, ranked.question
        notes = []
        if ranked.safety_first:
            notes.append(words("questions.safety_first"))
        if ranked.waits:
            names = (self.knowledge.interventions[one].name for one in ranked.waits)
            notes.append(words("questions.waits", steps=", ".join(names)))
        if question.assumed:
            notes.append(words("questions.assumed"))
        visit = words("questions.visit") if question.needs_visit else ""
        return QuestionLine(
            title=self._question_title(question),
            numbers=words(
                "questions.line",
                minutes=words("questions.minutes", minutes=f"{question.minutes:.2g}")
                + visit,
                change=f"{ranked.expected_change:.3f}",
                unlocks=f"{ranked.unlocks:.3f}",
                worth=f"{ranked.worth:.4f}",
            ),
            notes=tuple(notes),
        )

    def _question_title(self, question: Question) -> str:
        kind, _, name = question.id.partition(":")
        if kind == "measure":
            kind = self.knowledge.measures[name].kind.value
        return self.words(f"questions.{kind}", title=question.title)

    def left_out(self) -> tuple[tuple[str, str], ...]:
        """Why not, for all; while everything waits there is one reason, said once."""
        if self.picture.safety.mode in (Mode.EMERGENCY, Mode.FLOW):
            return ()
        return tuple(
            (one.intervention.name, self.why_left(one))
            for one in self.picture.plan.left_out
        )

    def why_left(self, candidate: Candidate) -> str:
        """The sentence for one step that is not among the three."""
        left = candidate.left or Left.OUTRANKED
        match left:
            case Left.BLOCKED | Left.CLINICIAN_FIRST:
                detail = " ".join(rule.says for rule in candidate.gate.deciding)
            case Left.ASK_FIRST:
                detail = ", ".join(self.key_name(key) for key in candidate.left_detail)
            case Left.FINDING_UNKNOWN:
                detail = ", ".join(
                    self.knowledge.findings[one].title for one in candidate.left_detail
                )
            case Left.SAME_DOMAIN | Left.SAME_GROUP | Left.OUTRANKED:
                detail = ", ".join(
                    self.knowledge.interventions[one].name
                    for one in candidate.left_detail
                )
            case _:
                detail = candidate.intervention.honest
        return self.words(f"left.{left.value}", detail=detail)

    def harms(self) -> tuple[str, ...]:
        """What made the person worse, newest first; their own note stays with them."""
        return tuple(self._harm(one) for one in self.picture.adverse_reports)

    def _harm(self, report: AdverseReport) -> str:
        words = self.words
        known = self.knowledge.interventions.get(report.intervention)
        ongoing = {True: "harm.ongoing", False: "harm.over", None: "harm.unsaid"}
        parts = [words("harm.noticed", on=day(report.noticed_on or report.on))]
        if report.how_bad is not None:
            parts.append(words(f"harm.{report.how_bad.value}"))
        parts.append(words(ongoing[report.ongoing]))
        name = known.name if known else report.intervention
        return words("harm.line", name=name, details="; ".join(parts))

    def unread(self) -> tuple[str, ...]:
        return tuple(
            self.words("unread.medicine", name=one.text)
            for one in self.picture.unrecognised
        )

    def measure_name(self, id_: str) -> str:
        return measure_name(id_, self.knowledge)

    def key_name(self, key: str) -> str:
        return key_name(key, self.knowledge)


def measure_name(id_: str, knowledge: Knowledge) -> str:
    """The short name of a questionnaire or a measure."""
    known = knowledge.instruments.get(id_) or knowledge.measures.get(id_)
    return known.short_name if known else id_


def key_name(key: str, knowledge: Knowledge) -> str:
    """What a fact key is called when it is shown to a person."""
    kind, _, name = key.partition(":")
    match kind:
        case "has":
            term = knowledge.terms.get(name)
            return term.label if term else name
        case "taking":
            one = knowledge.formulary.medicines.get(name)
            group = knowledge.formulary.classes.get(name)
            return one.name if one else group.label if group else name
        case "value" | "state" | "score" | "screen":
            return measure_name(name, knowledge)
        case "item":
            instrument, _, item = name.partition(".")
            of = measure_name(instrument, knowledge)
            return f"{of}, {item.replace('_', ' ')}"
        case "days_since":
            term = knowledge.terms.get(name)
            what = term.label if term else measure_name(name, knowledge)
            return f"days since yes: {what}"
        case "fact":
            return name.replace("_", " ")
        case _:
            return key


def _dial(number: str) -> str:
    """A tel: link for a number made of digits; "" for one that needs a person."""
    bare = "".join(number.split()).replace("-", "")
    return f"tel:{bare}" if bare.strip("+*#").isdigit() else ""


def _points(trajectory: Trajectory) -> tuple[tuple[date, float], ...]:
    return tuple(
        (one.on, one.total)
        for one in trajectory.scores
        if not isinstance(one.total, Unknown)
    )


def _no_band(measure: Measure, reading: Reading) -> str:
    """A range that is there but cannot be used yet is not called missing.

    It may be one of several, and what chooses among them is not known.
    """
    printed = reading.low is not None or reading.high is not None
    return "open" if measure.intervals or printed else "none"


def statement(one: Statement, words: Words) -> str:
    """One sentence about a course; a single point has a sentence of its own."""
    numbers = {"points": one.points, "percent": one.percent, "weeks": one.weeks}
    filled = {
        name: f"{value:.0f}" for name, value in numbers.items() if value is not None
    }
    name, single = f"statement.{one.kind.value}", f"statement.{one.kind.value}_one"
    is_single = filled.get("points") == "1" and single in words.sentences
    return words(single if is_single else name, **filled)


def unit_name(unit: str) -> str:
    """A UCUM unit as laboratories print it."""
    return (
        unit.replace("m[IU]", "mIU")
        .replace("[IU]", "IU")
        .replace("{1.73_m2}", "1.73 m²")
        .replace("mm[Hg]", "mmHg")
        .replace("[arb'U]", "U")
        .replace("ug/", "µg/")
        .replace("m2", "m²")
    )


def _advice(rule: Rule) -> str:
    return f"{rule.says} {rule.action}"


def fact_value(value: bool | float | str) -> str:
    """A fact's value as people read it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.replace("_", " ") if isinstance(value, str) else number(value)


def _unverified(one: Intervention) -> bool:
    return any(
        row.id == one.ranking_row and row.checked is not Checked.VERIFIED
        for row in one.evidence
    )
