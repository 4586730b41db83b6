"""Reads knowledge/staging strictly into what staging needs to know."""

from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TypeVar

from heartsease.core.staging.adequacy import AdequacyRules
from heartsease.core.staging.dm_trd import DmTrd
from heartsease.core.staging.ema import Ema
from heartsease.core.staging.fact_rules import FactRules
from heartsease.core.staging.infer_rules import InferRules
from heartsease.core.staging.maudsley import Maudsley
from heartsease.core.staging.mgh_s import MghS
from heartsease.core.staging.stage import StagingKnowledge, Words
from heartsease.core.staging.thase_rush import ThaseRush
from heartsease.core.staging.treatment import Treatment
from heartsease.library.errors import KnowledgeError
from heartsease.library.reading import build, read, table

T = TypeVar("T", ThaseRush, MghS, Maudsley, Ema, DmTrd)
_RULE_SETS = ("athf_sf", "mgh_atrq")


def load(root: Path | Traversable) -> StagingKnowledge:
    """Rule sets, treatments and models of the knowledge folder `root`.

    Raises `KnowledgeError` when a model names a rule set that does not exist, or two
    treatments share a name.
    """
    folder = root / "staging"
    rules = {id_: read(folder / f"{id_}.toml", AdequacyRules) for id_ in _RULE_SETS}
    knowledge = StagingKnowledge(
        rules=rules,
        treatments=_treatments(folder),
        facts=read(folder / "facts.toml", FactRules),
        infer=read(folder / "infer.toml", InferRules),
        words=read(folder / "words.toml", Words),
        thase_rush=_model(folder, "thase_rush", ThaseRush),
        mgh_s=_model(folder, "mgh_s", MghS),
        maudsley=_model(folder, "maudsley", Maudsley),
        ema=_model(folder, "ema", Ema),
        dm_trd=_model(folder, "dm_trd", DmTrd),
    )
    _rule_sets_exist(knowledge)
    _courses_exist(knowledge)
    return knowledge


def _model(folder: Path | Traversable, id_: str, type_: type[T]) -> T:
    model = read(folder / f"{id_}.toml", type_)
    if model.id != id_:
        raise KnowledgeError(f"{id_}.toml: its id is {model.id}; they must be equal")
    return model


def _treatments(folder: Path | Traversable) -> dict[str, Treatment]:
    file = folder / "treatments.toml"
    data = table(file)
    if extra := sorted(set(data) - {"treatments"}):
        raise KnowledgeError(f"{file.name}: {', '.join(extra)} does not belong here")
    found: dict[str, Treatment] = {}
    named: dict[str, str] = {}
    for row in data["treatments"]:
        one = build(row, Treatment, where=f"{file.name}: {row.get('id')}")
        for name in {one.id, one.name.lower(), *map(str.lower, one.other_names)}:
            if named.setdefault(name, one.id) != one.id:
                raise KnowledgeError(f"{file.name}: {name} names two treatments")
        if one.id in found:
            raise KnowledgeError(f"{file.name}: {one.id} stands there twice")
        found[one.id] = one
    return found


def _rule_sets_exist(knowledge: StagingKnowledge) -> None:
    for one in (
        knowledge.facts,
        knowledge.thase_rush,
        knowledge.mgh_s,
        knowledge.maudsley,
        knowledge.ema,
        knowledge.dm_trd,
    ):
        if one.adequacy_rules not in knowledge.rules:
            raise KnowledgeError(f"{one.adequacy_rules} is not a rule set")


def _courses_exist(knowledge: StagingKnowledge) -> None:
    named = {
        knowledge.facts.esketamine,
        knowledge.facts.rtms,
        knowledge.facts.ect,
        knowledge.mgh_s.ect_treatment,
        knowledge.maudsley.ect_treatment,
        knowledge.dm_trd.ect_treatment,
        *(rule.failed_treatment for rule in knowledge.thase_rush.stages),
    } - {""}
    if missing := sorted(named - set(knowledge.treatments)):
        raise KnowledgeError(f"{', '.join(missing)}: not in treatments.toml")
