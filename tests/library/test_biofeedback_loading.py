"""How sessions and assessments are judged comes from files with sources."""

import dataclasses
import shutil
from pathlib import Path

import pytest

from heartsease.hrv.own_band import Rule
from heartsease.hrv.resonance.protocol import Criterion, Protocol
from heartsease.library import biofeedback, sources
from heartsease.library.errors import KnowledgeError
from heartsease.library.knowledge import root

PLANS = [biofeedback.standard_resonance(), biofeedback.standard_own_band()]


@pytest.mark.parametrize("plan", PLANS, ids=["resonance", "own_band"])
def test_every_source_is_known(plan):
    known = sources.load(root())

    assert {one.source for one in plan.citations} <= set(known)


@pytest.mark.parametrize(("plan", "type_"), [(PLANS[0], Protocol), (PLANS[1], Rule)])
def test_every_number_says_where_it_comes_from(plan, type_):
    said = {of.partition(":")[0] for one in plan.citations for of in one.of}

    assert {field.name for field in dataclasses.fields(type_)} <= said


def test_the_weights_keep_the_published_order():
    weights = [PLANS[0].protocol.weights[one] for one in Criterion]

    assert weights == sorted(weights, reverse=True)


def test_the_weights_are_said_to_be_unvalidated():
    (ours,) = [one for one in PLANS[0].citations if "weights" in one.of]

    assert ours.checked == "unverified"
    assert "nobody has validated" in ours.note


def test_a_missing_weight_is_named_with_its_file(tmp_path: Path):
    shutil.copytree(Path(str(root())) / "heart_rhythm", tmp_path / "heart_rhythm")
    file = tmp_path / "heart_rhythm" / "resonance.toml"
    text = file.read_text(encoding="utf-8").replace("swing = 0.25", "")
    file.write_text(text, encoding="utf-8")

    with pytest.raises(KnowledgeError, match=r"resonance.toml.*A weight is missing"):
        biofeedback.load_resonance(tmp_path)
