"""How every fact is written: value types, the members beside a value and evidence."""

from typing import Any

from chalicelib.kinds.vocabularies.vocabulary import Vocabulary

Entry = dict[str, Any]

BASES = Vocabulary(
    "bases",
    "Basis of the statement, strongest first.",
    {
        "record_of_truth": "The document itself makes it true: a price list, a law, a register, a licence text.",
        "independent_measurement": "Measured by somebody with no stake in the result.",
        "self_reported": "Stated by the subject, its owner or its maker.",
        "third_party_report": "Reported by somebody else, such as the press.",
        "derived": "Inferred from other statements in the source, not stated explicitly.",
        "opinion": "A judgement or a guess.",
    },
)
CERTAINTIES = Vocabulary(
    "certainties",
    "How certain the speaker was, strongest first. Defaults to asserted.",
    {
        "asserted": "Stated as fact.",
        "expected": "Described as expected, planned or likely.",
        "alleged": "Claimed about others, without proof so far.",
        "rumoured": "Attributed to somebody who is not named.",
        "denied": "Denied by the speaker; never the value shown.",
        "left_open": "The speaker declined to say; never the value shown.",
    },
)
RANKS = Vocabulary(
    "ranks",
    "The editors' assessment of a fact. Every rank except normal has a reason.",
    {
        "preferred": "Shown before all other facts.",
        "normal": "The initial rank of every fact.",
        "deprecated": "Kept on record, but never shown.",
    },
)
BOUNDS = Vocabulary(
    "bounds",
    "Bound on an amount; exact amounts have none. It bounds the size: a fall of over 3 % is -3 with over.",
    {
        "about": "Within 5 per cent of the amount.",
        "nearly": "At most 5 per cent below the amount.",
        "under": "Less than the amount.",
        "over": "More than the amount.",
        "at_most": "The amount or less.",
        "at_least": "The amount or more.",
    },
)
MISSING = Vocabulary(
    "missing",
    "Why there is no value, as in {'missing': 'unknown'}.",
    {
        "unknown": "There is a value, but it is not known.",
        "none": "There is none.",
    },
)
SHAPES = Vocabulary(
    "shapes",
    "How many values a property shows.",
    {
        "one": "One value; contradictory values are in dispute.",
        "one_per_qualifiers": "A list with one value for each set of comparable qualifiers.",
        "many": "A list of independent values.",
    },
)
OF_EVERY_FACT = (BASES, CERTAINTIES, RANKS, BOUNDS, MISSING, SHAPES)

# type -> (meaning, examples in each of its forms)
VALUE_TYPES: dict[str, tuple[str, list[Any]]] = {
    "text": (
        "Text with a visible character, in its clean form: on one line, unless the property is prose.",
        ["DeepSeek"],
    ),
    "phrase": ("Text with its language as a BCP 47 tag.", [{"text": "A lab from Hangzhou.", "language": "en"}]),
    "code": ("A code from the property's vocabulary.", ["lab"]),
    "country": ("A country: ISO 3166-1 alpha-2, or EU. A name that has just one code is taken as it.", ["CN"]),
    "region": (
        "A country, EU, a part of a country, a region of a cloud, or global, EEA, EMEA, APAC, LATAM, MENA; or words.",
        ["IT", "US-CA", "EMEA", "aws:us-east-1", "azure:swedencentral", "gcp:us-central1", {"text": "northern Italy"}],
    ),
    "license": (
        "An SPDX expression, in which `LicenseRef-` marks the declared words for other licences; or words.",
        ["MIT", "Apache-2.0 WITH LLVM-exception", "LicenseRef-Llama-3.1", {"text": "AI2 ImpACT licence, low risk"}],
    ),
    "currency": ("A currency: ISO 4217.", ["USD"]),
    "language": ("A language: a BCP 47 tag in its canonical form.", ["zh-Hans"]),
    "flag": ("True or false.", [True]),
    "url": ("An absolute http or https URL.", ["https://www.deepseek.com/"]),
    "date": (
        (
            "A day, month, year or interval in a subset of EDTF: ~ is approximate, ? uncertain, % both, .. open. Also "
            "a quarter (Q1 to Q4, or 33 to 36), half (H1, H2, or 40, 41) or northern season (21 to 24) of a year, and "
            "an instant with its time zone, exact to the minute."
        ),
        [
            *("2025-01-29", "2025-01~", "2024", "2024-02/2025-01", "2023-04/.."),
            *("2025-Q1", "2025-33", "2025-H2", "2025-22", "2026-07-24T15:59Z", "../2025-06-10T12:15+05:30"),
        ],
    ),
    "hours": (
        "Hours of the day, on all or some days, with a time zone: Z, an offset or an IANA name. `;` adds other days.",
        ["Mo-Fr 09:00-12:00,14:00-18:00 +08:00", "16:30-00:30 Z", "Mo-Fr 08:00-18:00; Sa 10:00-14:00 America/New_York"],
    ),
    "duration": ("A duration in ISO 8601.", ["PT5M", "P1Y"]),
    "month_day": ("A day of every year: month and day.", ["--01-31"]),
    "ref": (
        'An entity as kind/slug; if it has no entry, words: {"text": ...}, or a text without a slash.',
        ["company/deepseek", {"text": "people familiar with the matter"}],
    ),
    "document": (
        "A source as source/slug, or the URL of a web page.",
        ["source/deepseek-v3-report", "https://arxiv.org/abs/2412.19437"],
    ),
    "quantity": (
        (
            "An amount or a range in a unit of an allowed dimension; amounts are decimal strings. `plus_minus` is how "
            "far the truth may lie from an amount, in its unit or in per cent of it. `real` is the year whose money it "
            "is counted in."
        ),
        [
            {"amount": "94.60", "unit": "EUR"},
            {"amount": "1e9", "unit": "USD", "bound": "over"},
            {"low": "6", "high": "8", "unit": "%"},
            {"amount": "45.0e9", "unit": "USD", "plus_minus": "2 %"},
            {"amount": "40e6", "unit": "USD", "real": "2023"},
        ],
    ),
}

# member -> (meaning, an example)
BESIDE_A_VALUE: dict[str, tuple[str, Any]] = {
    "evidence": ("Members that differ from the evidence of the whole body.", {"basis": "opinion"}),
    "valid": (
        "When the value holds, for lasting properties: a date. On a fixed property it is shown and decides nothing.",
        "2024-12-26",
    ),
    "scope": ("The part that the value applies to, if not the whole: a ref or a text.", "Italy"),
    "period": (
        (
            "The time that the value covers: a duration, or a date such as 2025, 2025-Q1 or 2025-01/2025-03. Of a "
            "company with a `fiscal_year_end` also FY2026, FY2026-Q1 or FY2026-H1, which is kept as months."
        ),
        "P6M",
    ),
    "condition": ("The condition that the value depends on.", "if the deal closes"),
}


def describe_values() -> Entry:
    """Describe how values are written, and the members beside one in `{"value": ...}` other than qualifiers."""
    return {
        "value_types": [
            {"name": name, "meaning": meaning, "examples": examples}
            for name, (meaning, examples) in VALUE_TYPES.items()
        ],
        "beside_a_value": [
            {"name": name, "meaning": meaning, "example": example}
            for name, (meaning, example) in BESIDE_A_VALUE.items()
        ],
    }


def describe_evidence() -> list[Entry]:
    """Describe the members of evidence."""
    from chalicelib.domain.facts.evidence_shape import EvidenceShape  # pydantic, which no other entry needs

    return [
        {"name": name, "meaning": field.description, "required": field.is_required()}
        for name, field in EvidenceShape.model_fields.items()
    ]
