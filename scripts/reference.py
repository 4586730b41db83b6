"""Writes the reference pages in docs/reference/ from the knowledge files and metrics.

`--check` writes nothing and fails when a page is not what the knowledge says.
"""

import argparse
import json
import sys
import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from heartsease.hrv.measures import FAMILIES, METRICS, PRESETS
from heartsease.hrv.metric import Metric
from heartsease.hrv.sources import SOURCES

ROOT = Path(__file__).resolve().parent.parent
KNOWLEDGE = ROOT / "src" / "heartsease" / "knowledge"
PAGES = ROOT / "docs" / "reference"
NOTE = (
    "This page is written from `src/heartsease/knowledge/` by `make docs`; "
    "change the files there.\n"
)
METRICS_PAGE = "heart-rate-variability.md"
Entry = Mapping[str, Any]


def pages(knowledge: Path, *, beside: Path) -> dict[str, str]:
    """Every generated page by its file name; `beside` holds the hand-written ones."""
    made = {
        name: write(_entries(knowledge / folder))
        for name, (folder, write) in _PAGES.items()
    }
    article = _article(knowledge)
    return {
        "index.md": _index(knowledge, beside=beside),
        METRICS_PAGE: _metrics(),
        **made,
        **({"article.md": article} if article else {}),
    }


def _entries(folder: Path) -> list[Entry]:
    files = sorted(folder.glob("*.toml")) if folder.exists() else []
    return [tomllib.loads(file.read_text(encoding="utf-8")) for file in files]


def _index(knowledge: Path, *, beside: Path) -> str:
    counts = "".join(
        f"- [{name.removesuffix('.md').capitalize()}]({name}): "
        f"{len(_entries(knowledge / folder))}\n"
        for name, (folder, _) in _PAGES.items()
    )
    by_hand = "".join(
        f"- [{_title(page)}]({page.name})\n"
        for page in sorted(beside.glob("*.md"))
        if page.name not in (*_PAGES, "index.md", "article.md", METRICS_PAGE)
    )
    counts += f"- [Metrics of heart rate variability]({METRICS_PAGE}): {len(METRICS)}\n"
    if (knowledge / "article" / "claims.toml").exists():
        counts += "- [What the source article says, and what we found](article.md)\n"
    return (
        f"# Reference\n\n{NOTE}\n{counts}\nWritten by hand:\n\n{by_hand}"
        "- [The record file, as a JSON Schema](record.schema.json)\n"
    )


def _title(page: Path) -> str:
    first = page.read_text(encoding="utf-8").partition("\n")[0]
    return first.removeprefix("#").strip() or page.stem


def _questionnaires(entries: Iterable[Entry]) -> str:
    rows = [
        (
            f"`{one['id']}`",
            one["name"],
            one["domain"],
            str(len([item for item in one.get("items", ()) if item.get("text")])),
            one["wording"],
            one["licence"]["kind"].replace("_", " "),
            "yes" if one.get("screen") else "no",
            f"{one['fresh_days']} days",
        )
        for one in entries
    ]
    head = (
        "id",
        "name",
        "domain",
        "questions shipped",
        "wording",
        "licence",
        "screen",
        "holds for",
    )
    return f"# Questionnaires\n\n{NOTE}\n" + _table(head, rows)


def _labs(entries: Iterable[Entry]) -> str:
    found = list(entries)
    rows = [
        (
            f"`{one['id']}`",
            one["name"],
            one["kind"].replace("_", " "),
            f"`{one['unit']}`",
            f"{one['fresh_days']} days",
            "do not order" if one.get("do_not_order") else "",
        )
        for one in found
    ]
    head = ("id", "name", "kind", "unit", "holds for", "")
    bands = "".join(_bands(one) for one in found if one.get("intervals"))
    return f"# Labs\n\n{NOTE}\n{_table(head, rows)}\n## Bands\n{bands}"


def _bands(one: Entry) -> str:
    lines = [f"\n### {one['name']}\n\n{_sentence(one['evidence_in_trd'])}\n\n"]
    for interval in one["intervals"]:
        parts = ", ".join(_band(band) for band in interval["bands"])
        group = _group(interval)
        lines.append(
            f"- {group}{parts} `{interval['unit']}` ({_cited(interval['citation'])})\n"
        )
    return "".join(lines)


def _band(band: Entry) -> str:
    name = band["name"].replace("_", " ")
    match band.get("start"), band.get("end"):
        case None, None:
            return name
        case None, end:
            return f"{name} below {end:g}"
        case start, None:
            return f"{name} from {start:g}"
        case start, end:
            return f"{name} from {start:g} to below {end:g}"
    raise AssertionError(band)


def _group(interval: Entry) -> str:
    said = [interval[key] for key in ("sex",) if interval.get(key)]
    if "age_from" in interval:
        said.append(f"from {interval['age_from']} years")
    if "age_below" in interval:
        said.append(f"below {interval['age_below']} years")
    if interval.get("pregnancy", "any") == "yes":
        said.append("pregnant")
    if interval.get("with_acute_phase"):
        said.append("with inflammation")
    return f"{', '.join(said)}: " if said else ""


def _steps(entries: Iterable[Entry]) -> str:
    found = list(entries)
    rows = [
        (
            f"[{one['name']}](#{one['id']})",
            one["domain"],
            one["kind"],
            one.get("grade", one["tier"]),
            one["tested_in_trd"],
        )
        for one in found
    ]
    head = (
        "step",
        "domain",
        "kind",
        "tier",
        "tested in treatment-resistant depression",
    )
    return f"# Steps\n\n{NOTE}\n{_table(head, rows)}" + "".join(
        _step(one) for one in found
    )


def _step(one: Entry) -> str:
    rules = [*one.get("stop_if", ()), *one.get("watch", ())]
    text = (
        f'\n## {one["name"]} <a id="{one["id"]}"></a>\n\n'
        f"{_sentence(one['honest'])}\n\n{_sentence(one['what'])}\n\n"
        + "".join(
            f"- {size.capitalize()}: {_sentence(one['sizes'][size])}\n"
            for size in ("tiny", "usual", "full")
            if one["sizes"].get(size)
        )
        + _judging(one["judge"])
    )
    if rules:
        head = ("rule", "severity", "holds when", "what the person reads", "source")
        text += "\n" + _table(head, [_rule(rule) for rule in rules])
    if one.get("evidence"):
        head = ("evidence", "source", "studied in", "effect", "certainty", "checked")
        text += "\n" + _table(head, [_evidence(row) for row in one["evidence"]])
    return text


def _judging(judge: Entry) -> str:
    if not judge.get("weeks"):
        return ""
    return (
        f"- Look after {judge['weeks']} weeks, with `{judge['measure']}`. "
        f"Keep if: {_sentence(judge['keep_if'])} Stop if: {_sentence(judge['stop_if'])} "
        f"Talk if: {_sentence(judge['talk_if'])}\n"
    )


def _rule(rule: Entry) -> tuple[str, ...]:
    cited = "; ".join(_cited(one) for one in rule.get("citations", ()))
    when = json.dumps(rule["when"], ensure_ascii=False)
    return (
        rule["id"],
        rule["severity"].replace("_", " "),
        f"`{when}`",
        f"{rule['says']} {rule['action']}",
        cited,
    )


def _evidence(row: Entry) -> tuple[str, ...]:
    effect = ""
    if "effect" in row:
        effect = f"{row['metric']} {row['effect']:g}"
        if "low" in row and "high" in row:
            effect += f" ({row['low']:g} to {row['high']:g})"
    return (
        row["id"],
        f"[{row['source']}](sources.md#{row['source']})",
        row["tested_in"].replace("_", " "),
        effect,
        row["certainty"].replace("_", " "),
        row["checked"],
    )


def _findings(entries: Iterable[Entry]) -> str:
    rows = [
        (
            f"`{one['id']}`",
            one["title"],
            one["domain"],
            one["weight"].replace("_", " "),
            one["matters"],
            one["tested_in_trd"],
            one["settles"],
        )
        for one in entries
    ]
    head = (
        "id",
        "finding",
        "domain",
        "makes it",
        "matters (tier)",
        "tested in treatment-resistant depression",
        "what settles it",
    )
    return f"# Findings\n\n{NOTE}\n" + _table(head, rows)


def _metrics() -> str:
    """Every metric of heart rate variability, from its definition in the code."""
    head = (
        "id",
        "metric",
        "unit",
        "convention",
        "shortest",
        "left-out beats",
        "source",
    )
    families = "".join(
        f"\n## {name}\n\n{_table(head, map(_metric, metrics))}"
        for name, metrics in FAMILIES.items()
    )
    presets = ", ".join(f"`{preset}`" for preset in PRESETS)
    return (
        "# Metrics of heart rate variability\n\n"
        "This page is written from `src/heartsease/hrv/` by `make docs`; change the "
        "definitions there.\n\n"
        "Units are UCUM codes. "
        "Below its shortest length a metric is not known, and says what is missing.\n"
        "Where other programs differ, and why, is in "
        "[a decision](../decisions/0020-conventions-of-the-metrics.md); their numbers "
        f"can be had with a preset: {presets}.\n"
        "None of these numbers says how a person is. "
        "They depend on age, breath, posture, hour and medicines more than on mood.\n"
        f"{families}\n## Sources\n\n"
        "From memory; none was read again for these definitions.\n\n"
        + "".join(f"- {name}: {cited}\n" for name, cited in SOURCES.items())
    )


def _metric(one: Metric) -> tuple[str, ...]:
    shortest = [f"{one.intervals} intervals"] if one.intervals > 1 else ["1 interval"]
    if one.seconds:
        shortest.append(f"{one.seconds:g} s")
    if one.asked_above is not None:
        shortest.append(
            f"above {one.asked_above} intervals only by name"
            if one.asked_above
            else "only by name"
        )
    return (
        f"`{one.id}`",
        one.name,
        f"`{one.unit}`",
        one.convention,
        ", ".join(shortest),
        one.gaps,
        one.source,
    )


def _article(knowledge: Path) -> str:
    """Every claim of the source article beside what answers it, with its tier."""
    file = knowledge / "article" / "claims.toml"
    if not file.exists():
        return ""
    answers = {
        one["id"]: one
        for folder in ("interventions", "findings")
        for one in _entries(knowledge / folder)
    }
    rows = [
        (
            claim["id"],
            claim["section"],
            claim["says"],
            "; ".join(_answer(answers[one]) for one in claim["answered_by"]),
        )
        for claim in tomllib.loads(file.read_text(encoding="utf-8"))["claims"]
    ]
    cited = [
        (
            f"[{one['id']}](sources.md#{one['id']})",
            one["can_carry"],
            one["cannot_carry"],
        )
        for one in _entries(knowledge / "sources")
        if one.get("cited_by_article")
    ]
    return (
        f"# What the source article says, and what we found\n\n{NOTE}\n"
        "Heartsease grew out of an article about root causes of depression that "
        "resists treatment.\n"
        "Each of its claims has its place here, with the tier its evidence earns: "
        "A act on it, with a clinician; B a reasonable low-risk addition; "
        "C little evidence; D none, or not supported; X advised against.\n\n"
        + _table(("claim", "section", "the article says", "here, with its tier"), rows)
        + "\n## Its own references\n\n"
        + _table(("source", "it can carry", "it cannot carry"), cited)
    )


def _answer(one: Entry) -> str:
    if "honest" in one:
        grade = one.get("grade", one["tier"])
        return f"[{one['name']}](steps.md#{one['id']}) ({grade})"
    return f"{one['title']} (finding, {one['matters']})"


def _sources(entries: Iterable[Entry]) -> str:
    return f"# Sources\n\n{NOTE}\n" + "".join(_source(one) for one in entries)


def _source(one: Entry) -> str:
    named = " ".join(
        part
        for part in (
            one.get("authors", ""),
            f"({one['year']})." if "year" in one else "",
            _sentence(one["title"]),
            _sentence(one.get("published_in", "")),
            f"<https://doi.org/{one['doi']}>" if one.get("doi") else "",
            f"<{one['url']}>" if one.get("url") and not one.get("doi") else "",
        )
        if part
    )
    return (
        f'- <a id="{one["id"]}"></a>**{one["id"]}** ({one["kind"]}, '
        f"{one['checked']} on {one['checked_on']}): {named}\n"
        f"  It can carry: {_sentence(one['can_carry'])}\n"
        f"  It cannot carry: {_sentence(one['cannot_carry'])}\n"
    )


_PAGES: Mapping[str, tuple[str, Callable[[Iterable[Entry]], str]]] = {
    "questionnaires.md": ("instruments", _questionnaires),
    "labs.md": ("labs", _labs),
    "steps.md": ("interventions", _steps),
    "findings.md": ("findings", _findings),
    "sources.md": ("sources", _sources),
}


def _cited(citation: Entry) -> str:
    where = f", {citation['where']}" if citation.get("where") else ""
    source = citation["source"]
    return f"[{source}](sources.md#{source}){where}, {citation['checked']}"


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [list(head)]
    lines.append(["---"] * len(lines[0]))
    lines.extend([_cell(value) for value in row] for row in rows)
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _cell(value: str) -> str:
    return " ".join(str(value).split()).replace("|", "\\|")


def _sentence(text: str) -> str:
    flat = " ".join(text.split())
    return flat if not flat or flat[-1] in ".!?" else f"{flat}."


def main(arguments: list[str] | None = None) -> int:
    """Writes the pages, or with `--check` names those that are out of date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--knowledge", type=Path, default=KNOWLEDGE)
    parser.add_argument("--pages", type=Path, default=PAGES)
    options = parser.parse_args(arguments)
    made = pages(options.knowledge, beside=options.pages)
    stale = [
        name
        for name, text in made.items()
        if not (options.pages / name).exists()
        or (options.pages / name).read_text(encoding="utf-8") != text
    ]
    if options.check:
        for name in stale:
            print(f"{name} is not what the knowledge says; run `make docs`.")
        return 1 if stale else 0
    options.pages.mkdir(parents=True, exist_ok=True)
    for name in stale:
        (options.pages / name).write_text(made[name], encoding="utf-8")
    print(f"{len(made)} reference pages, {len(stale)} of them changed.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
