"""The coverage check sees a gap in core/, and takes a reason for one."""

import json

from scripts import check_core_coverage

FILE = "src/heartsease/core/plan.py"


def a_report(tmp_path, source, *, missing_lines=(), missing_branches=(), file=FILE):
    path = tmp_path / file
    path.parent.mkdir(parents=True)
    path.write_text(source)
    summary = {
        "covered_lines": 1,
        "num_statements": 1 + len(missing_lines),
        "covered_branches": 0,
        "num_branches": len(missing_branches),
    }
    report = tmp_path / "coverage.json"
    report.write_text(
        json.dumps(
            {
                "files": {
                    file: {
                        "missing_lines": list(missing_lines),
                        "missing_branches": [list(one) for one in missing_branches],
                        "summary": summary,
                    }
                }
            }
        )
    )
    return ["--report", str(report), "--root", str(tmp_path)]


def test_a_line_of_core_without_a_test_fails_the_check(tmp_path, capsys):
    report = a_report(tmp_path, "a = 1\nb = 2\n", missing_lines=[2])

    assert check_core_coverage.main(report) == 1
    assert f"{FILE}:2" in capsys.readouterr().out


def test_a_line_that_says_why_passes_and_its_reason_is_shown(tmp_path, capsys):
    source = "a = 1\nb = 2  # uncovered: needs two moons\n"
    report = a_report(tmp_path, source, missing_lines=[2])

    assert check_core_coverage.main(report) == 0
    assert "needs two moons" in capsys.readouterr().out


def test_the_mark_without_a_reason_does_not_pass(tmp_path):
    report = a_report(tmp_path, "a = 1\nb = 2  # uncovered:\n", missing_lines=[2])

    assert check_core_coverage.main(report) == 1


def test_a_branch_that_no_test_takes_fails_the_check(tmp_path):
    source = "if a:\n    b = 1\nc = 2\n"
    report = a_report(tmp_path, source, missing_branches=[(1, 3)])

    assert check_core_coverage.main(report) == 1


def test_a_branch_out_of_a_function_can_say_why(tmp_path):
    source = "if a:  # uncovered: a is always true here\n    b = 1\n"
    report = a_report(tmp_path, source, missing_branches=[(1, -1)])

    assert check_core_coverage.main(report) == 0


def test_a_gap_outside_core_is_shown_in_the_table_and_does_not_fail(tmp_path, capsys):
    file = "src/heartsease/cli/main.py"
    report = a_report(tmp_path, "a = 1\nb = 2\n", missing_lines=[2], file=file)

    assert check_core_coverage.main(report) == 0
    assert "50.0%" in capsys.readouterr().out


def test_showing_only_never_fails(tmp_path):
    report = a_report(tmp_path, "a = 1\nb = 2\n", missing_lines=[2])

    assert check_core_coverage.main([*report, "--only-show"]) == 0


def test_a_missing_report_is_not_a_pass(tmp_path):
    assert check_core_coverage.main(["--report", str(tmp_path / "none.json")]) == 1


def test_a_branch_to_a_line_that_is_listed_already_is_not_listed_twice(tmp_path):
    source = "if a:\n    b = 1  # uncovered: a is never true\nc = 2\n"
    report = a_report(tmp_path, source, missing_lines=[2], missing_branches=[(1, 2)])

    assert check_core_coverage.main(report) == 0
