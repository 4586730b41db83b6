"""A code from a public terminology, kept with the system that gives it meaning."""

from dataclasses import dataclass

LOINC = "http://loinc.org"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
ATC = "http://www.whocc.no/atc"
SNOMED = "http://snomed.info/sct"
ICD10 = "http://hl7.org/fhir/sid/icd-10"
ICD10_CM = "http://hl7.org/fhir/sid/icd-10-cm"
UCUM = "http://unitsofmeasure.org"

# Our own ids, for what no terminology names or was checked for. They travel in files of
# ours and are read back from them; they are not kept beside a fact.
OWN = "urn:heartsease:"
OWN_CONDITION = f"{OWN}condition"
OWN_MEASURE = f"{OWN}measure"
OWN_INGREDIENT = f"{OWN}ingredient"
OWN_TREATMENT = f"{OWN}treatment"
OWN_QUESTIONNAIRE = f"{OWN}questionnaire:"
OWN_CERTAINTY = f"{OWN}certainty"
OWN_FASTING = f"{OWN}fasting"
OWN_TAKEN_PERCENT = f"{OWN}taken-percent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """`system` is a FHIR system URI; `display` is only for people to read."""

    system: str
    code: str
    display: str = ""
