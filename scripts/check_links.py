"""Checks that every relative link in the project's Markdown leads to a file."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINK = re.compile(r"\]\((?P<target>[^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
ELSEWHERE = ("http://", "https://", "mailto:", "tel:", "#")


def broken_links(root: Path) -> Iterator[str]:
    """`file: target` for each link that leads nowhere."""
    for page in sorted([*root.glob("*.md"), *root.glob("docs/**/*.md")]):
        text = FENCE.sub("", page.read_text(encoding="utf-8"))
        for link in LINK.finditer(text):
            target = link["target"]
            if target.startswith(ELSEWHERE):
                continue
            if not (page.parent / target.split("#")[0]).exists():
                yield f"{page.relative_to(root)}: {target}"


def main() -> int:
    """Prints what is broken; 1 when something is."""
    broken = list(broken_links(ROOT))
    for line in broken:
        print(f"leads nowhere: {line}")
    if not broken:
        print("Every link in the docs leads somewhere.")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
