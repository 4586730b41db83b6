"""Each hazard of SAFETY.md names the test that holds its control, and it exists."""

from pathlib import Path

from scripts import check_hazards

ROOT = Path(__file__).resolve().parents[2]


def test_every_hazard_names_a_test_that_exists():
    assert list(check_hazards.problems(ROOT)) == []


def test_the_starter_hazards_are_all_in_the_log():
    log = check_hazards.hazards((ROOT / "SAFETY.md").read_text(encoding="utf-8"))

    assert [one.id for one in log] == [f"H{n:02}" for n in range(1, len(log) + 1)]
    assert len(log) >= 25
