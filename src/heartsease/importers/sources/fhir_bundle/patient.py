"""Who the record is about, from a FHIR Patient."""

from collections.abc import Iterator, Mapping
from datetime import date

from heartsease.core.record.record import Certainty, Provenance
from heartsease.importers.outcome import Event, Said, Taken
from heartsease.importers.sources.fhir_bundle.pieces import (
    Json,
    Located,
    extensions,
    first_moment,
    objects,
    text_of,
)

_US_CORE = "http://hl7.org/fhir/us/core/StructureDefinition/"
_SEX_EXTENSIONS = (f"{_US_CORE}us-core-sex", f"{_US_CORE}us-core-birthsex")
_SEXES: Mapping[str, str] = {
    "248152002": "female",  # SNOMED CT, the codes of us-core-sex
    "248153007": "male",
    "female": "female",
    "male": "male",
    "F": "female",
    "M": "male",
}
_COUNTRY_LETTERS = 2
# ISO 3166-1 alpha-3 of the countries the program knows help lines for.
_THREE_LETTERS: Mapping[str, str] = {
    "ARG": "AR", "AUS": "AU", "AUT": "AT", "BEL": "BE", "BRA": "BR", "CAN": "CA",
    "CHE": "CH", "CHL": "CL", "CHN": "CN", "COL": "CO", "CZE": "CZ", "DEU": "DE",
    "DNK": "DK", "ESP": "ES", "EST": "EE", "FIN": "FI", "FRA": "FR", "GBR": "GB",
    "GRC": "GR", "HKG": "HK", "HRV": "HR", "HUN": "HU", "IDN": "ID", "IND": "IN",
    "IRL": "IE", "ISL": "IS", "ISR": "IL", "ITA": "IT", "JPN": "JP", "KOR": "KR",
    "LTU": "LT", "LUX": "LU", "LVA": "LV", "MEX": "MX", "MLT": "MT", "MYS": "MY",
    "NLD": "NL", "NOR": "NO", "NZL": "NZ", "PHL": "PH", "POL": "PL", "PRT": "PT",
    "ROU": "RO", "SGP": "SG", "SRB": "RS", "SVK": "SK", "SVN": "SI", "SWE": "SE",
    "THA": "TH", "TUR": "TR", "TWN": "TW", "UKR": "UA", "URY": "UY", "USA": "US",
    "ZAF": "ZA",
}  # fmt: skip


def read_patient(one: Located, *, on: date) -> Iterator[Event]:
    """Birth date, sex and country, each as a fact of its own."""
    patient = one.resource
    confirmed = Provenance(source=one.file, row=one.row, certainty=Certainty.CONFIRMED)
    said: list[Said] = []
    if identity := text_of(patient.get("id")):
        said.append(Said(name="id", value=identity, provenance=confirmed))
    if "birthDate" in patient:
        born = first_moment(patient["birthDate"], latest=on)
        if born is None:
            yield one.refused(
                f"birthDate {patient['birthDate']!r} is not a date.",
                advice="Write it as 1980-05-17.",
                field="birthDate",
            )
        else:
            said.append(
                Said(
                    name="born_on",
                    value=born.on,
                    approximate=born.approximate,
                    provenance=confirmed,
                )
            )
    if sex := _sex(patient):
        said.append(Said(name="sex", value=sex, provenance=confirmed))
    country, unread = _country(patient)
    if country:
        said.append(Said(name="country", value=country, provenance=confirmed))
    if unread:
        yield one.refused(
            f"The country {unread!r} is not an ISO code.",
            advice="Say the country yourself, as a code such as NL or US.",
            field="address.country",
        )
    for fact in said:
        yield Taken(fact=fact, provenance=fact.provenance, rows=(one.row,))
    if not said:
        yield one.not_used("It holds no birth date, sex or country.")


def _sex(patient: Json) -> str | None:
    """The sex laboratories go by: the clinical one where the file has it."""
    for url in _SEX_EXTENSIONS:
        for extension in extensions(patient, url):
            coding = next(iter(objects(extension.get("valueCoding"))), {})
            code = text_of(extension.get("valueCode")) or text_of(coding.get("code"))
            if code in _SEXES:
                return _SEXES[code]
    return _SEXES.get(text_of(patient.get("gender")))


def _country(patient: Json) -> tuple[str, str]:
    """The ISO code, and a country that is written in another way."""
    unread = ""
    for address in objects(patient.get("address")):
        words = text_of(address.get("country"))
        if len(words) == _COUNTRY_LETTERS and words.isascii() and words.isalpha():
            return words.upper(), ""
        if words.upper() in _THREE_LETTERS:
            return _THREE_LETTERS[words.upper()], ""
        unread = unread or words
    return "", unread
