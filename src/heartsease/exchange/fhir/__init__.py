"""One person's record as FHIR R4, one module for each kind of resource.

What a hospital system can hold travels; docs/reference/fhir.md lists what cannot.
Nothing names the person: the Patient has an id that says nothing.
"""
