"""People: founders, officers, researchers and others named in AI news."""

from chalicelib.domain.values import RefType, TextType
from chalicelib.kinds.declaration import Kind, Property, Shape
from chalicelib.kinds.properties.common import COMMON, NAMED

PERSON = Kind(
    "person",
    "people",
    "A person named in AI news.",
    (
        *NAMED,
        Property("occupation", TextType(max_length=120), "Occupation of the person.", "entrepreneur", lasting=True),
        Property(
            "affiliation",
            RefType(("company",)),
            "Company that the person works for or belongs to.",
            ["company/openai"],
            shape=Shape.MANY,
            lasting=True,
            filterable=True,
        ),
        *COMMON,
    ),
    {
        "slug": "john-schulman",
        "name": "John Schulman",
        "occupation": "researcher",
        "affiliation": [
            {"value": "company/openai", "valid": "2015-12/2024-08"},
            {"value": "company/anthropic", "valid": "2024-08/2025-02"},
            {"value": "company/thinking-machines-lab", "valid": "2025-02~/.."},
        ],
        "evidence": {"source": "source/schulman-profile", "basis": "third_party_report"},
    },
    distinguished_by=("occupation", "affiliation"),
)
