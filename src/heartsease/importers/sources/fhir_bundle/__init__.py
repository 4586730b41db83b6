"""FHIR R4 as JSON: a Bundle, one resource, a list, or one resource a line (NDJSON).

References are looked up inside the file only; no address is ever opened.
"""

from heartsease.importers.files import looks_like_json
from heartsease.importers.source import Source
from heartsease.importers.sources.fhir_bundle.reader import read

__all__ = ["SOURCE", "read"]


def recognises(head: bytes, name: str) -> bool:
    """JSON that names a resource type, or a file called .ndjson."""
    if not looks_like_json(head):
        return False
    return b'"resourceType"' in head or name.lower().endswith((".ndjson", ".json"))


SOURCE = Source(
    id="fhir_bundle",
    label="FHIR R4 (JSON or NDJSON)",
    recognises=recognises,
    read=read,
)
