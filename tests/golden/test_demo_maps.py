"""The maps of the invented people stay as they were read and kept.

When a change is meant to change them: `python scripts/golden.py`, then read the
difference.
"""

from functools import cache

import pytest
from scripts import golden

NAMES = sorted(one.stem for one in golden.PEOPLE.glob("*.json"))
ADVICE = "if the change is meant, run scripts/golden.py and read the difference"


@cache
def drawn(name):
    return dict(golden.map_of(golden.PEOPLE / f"{name}.json"))


def kept(name):
    return (golden.KEPT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("ending", ["txt", "json"])
def test_the_map_of_a_demo_person_is_as_it_was_kept(name, ending):
    file = f"{name}.{ending}"

    assert drawn(name)[file] == kept(file), ADVICE


def test_no_golden_file_is_left_from_somebody_who_is_no_longer_there():
    expected = {f"{name}.{ending}" for name in NAMES for ending in ("txt", "json")}

    assert {one.name for one in golden.KEPT.iterdir()} == expected


@pytest.mark.parametrize("name", NAMES)
def test_the_kept_maps_do_not_depend_on_the_fingerprint(name):
    text, data = drawn(name).values()

    for one in (text, data):
        assert golden.MASK in one
        assert golden.standard().fingerprint[: golden.SHOWN] not in one


def test_checking_says_which_map_would_change_and_writes_nothing(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr(golden, "KEPT", tmp_path)

    code = golden.main(["--check"])

    assert code == 1
    assert f"would change: {NAMES[0]}.txt" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []


def test_writing_twice_writes_once(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(golden, "KEPT", tmp_path)

    golden.main([])
    first = capsys.readouterr().out
    code = golden.main([])
    second = capsys.readouterr().out

    assert first.count("written:") == 2 * len(NAMES)
    assert second == "Every map is as it was kept.\n"
    assert code == 0
