"""How a fact is written, whatever it is about: the types of values, what stands beside a value, evidence, units."""

from typing import Any

from chalicelib.domain.evidence import Evidence
from chalicelib.domain.values import UNITS
from chalicelib.domain.values.quantities.units import PRICED, currencies
from chalicelib.kinds.vocabulary import Vocabulary

Entry = dict[str, Any]

BASES = Vocabulary(
    "bases",
    "The speaker's standing towards the subject, strongest first.",
    {
        "record_of_truth": "The document is what makes it so: a price list, a law, a register, a licence text.",
        "independent_measurement": "Somebody without a stake measured it.",
        "self_reported": "The subject, its owner or its maker says so.",
        "third_party_report": "Somebody else reports it, such as the press.",
        "derived": "Worked out from other statements of the source, not said in so many words.",
        "opinion": "A judgement or a guess.",
    },
)
CERTAINTIES = Vocabulary(
    "certainties",
    "How sure the speaker was, strongest first; left out, it is asserted.",
    {
        "asserted": "Said plainly.",
        "expected": "Said to be coming, planned or likely.",
        "alleged": "Said of others, as yet without proof.",
        "rumoured": "Passed on from somebody who is not named.",
        "denied": "Said not to be so; never the value shown.",
        "left_open": "The speaker would not say; never the value shown.",
    },
)
RANKS = Vocabulary(
    "ranks",
    "What the editors make of a fact; anything but normal has a reason.",
    {
        "preferred": "Shown before all others.",
        "normal": "What every fact is at first.",
        "deprecated": "On record, and never shown.",
    },
)
BOUNDS = Vocabulary(
    "bounds",
    "How an amount is hedged; an exact one has no bound. It speaks of the size: a fall of over 3 % is -3 with over.",
    {
        "about": "As much, give or take 5 per cent.",
        "nearly": "At most 5 per cent below.",
        "under": "Less than that.",
        "over": "More than that.",
        "at_most": "That or less.",
        "at_least": "That or more.",
    },
)
MISSING = Vocabulary(
    "missing",
    "What stands in for a value, as in {'missing': 'unknown'}.",
    {
        "unknown": "It has one, and nobody said which.",
        "none": "It has none.",
    },
)
SHAPES = Vocabulary(
    "shapes",
    "How many values a property shows.",
    {
        "one": "One value; contradictory ones are in dispute.",
        "one_per_qualifiers": "A list with one value for each set of comparable qualifiers.",
        "many": "A list; every value stands for itself.",
    },
)
OF_EVERY_FACT = (BASES, CERTAINTIES, RANKS, BOUNDS, MISSING, SHAPES)

# type -> (what it is, examples in each of its forms)
VALUE_TYPES: dict[str, tuple[str, list[Any]]] = {
    "text": ("Text that is not blank.", ["DeepSeek"]),
    "phrase": ("Text in a language, named by its BCP 47 tag.", [{"text": "A lab from Hangzhou.", "language": "en"}]),
    "code": ("A word of the vocabulary that the property names.", ["lab"]),
    "country": ("A country: ISO 3166-1 alpha-2, or EU.", ["CN"]),
    "currency": ("A currency: ISO 4217.", ["USD"]),
    "language": ("A language: a BCP 47 tag in the standard spelling.", ["zh-Hans"]),
    "flag": ("Yes or no.", [True]),
    "url": ("The absolute http or https address of a page.", ["https://www.deepseek.com/"]),
    "date": (
        "A day, month, year or interval in a subset of EDTF level 1: ~ is about, ? uncertain, % both, .. open.",
        ["2025-01-29", "2025-01~", "2024", "2024-02/2025-01", "2023-04/.."],
    ),
    "ref": (
        'An entity on record as kind/slug, or words where none can be named: {"text": ...}, or a text without a slash.',
        ["company/deepseek", {"text": "people familiar with the matter"}],
    ),
    "quantity": (
        "An amount or a range in a unit of the dimensions allowed; amounts are decimal strings.",
        [
            {"amount": "94.60", "unit": "EUR"},
            {"amount": "1e9", "unit": "USD", "bound": "over"},
            {"low": "6", "high": "8", "unit": "%"},
        ],
    ),
}

# member -> (what it says, an example)
BESIDE_A_VALUE: dict[str, tuple[str, Any]] = {
    "evidence": ("What differs from the evidence of the whole body.", {"basis": "opinion"}),
    "valid": ("When it holds, for lasting properties: a date.", "2024-12-26"),
    "scope": ("The part it is about, where that is not the whole: a ref or a text.", "Italy"),
    "period": ("The time that it adds up: a duration or an interval of days.", "P6M"),
    "condition": ("What the value hangs on.", "if the deal closes"),
}

# dimension -> (the form of its units, an example); they would be thousands
COMPOSED_UNITS: dict[str, tuple[str, str]] = {
    "money": ("{currency}", "USD"),
    "price_per_token": ("{currency}/Mtok", "USD/Mtok"),
    "price_per_unit": ("{currency}/{thing}", "USD/month"),
}


def describe_values() -> Entry:
    """Describe how values are written and what may stand beside one in `{"value": ...}`; qualifiers may, too."""
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
    return [
        {"name": name, "meaning": field.description, "required": field.is_required()}
        for name, field in Evidence.model_fields.items()
    ]


def describe_units() -> Entry:
    """Describe the units: each with its base and how many of that it is, and the forms of those made of currencies."""
    plain = [unit for unit in UNITS.values() if unit.dimension not in COMPOSED_UNITS]
    return {
        "units": [
            {
                "code": unit.code,
                "dimension": unit.dimension,
                "meaning": unit.meaning,
                "base": unit.base,
                "factor": f"{unit.factor:f}",
            }
            for unit in plain
        ],
        "composed_units": [
            {"dimension": dimension, "form": form, "example": example}
            for dimension, (form, example) in COMPOSED_UNITS.items()
        ],
        "currencies": [{"code": code, "meaning": name} for code, name in currencies().items()],
        "things": [{"code": code, "meaning": meaning} for code, meaning in PRICED.items()],
    }
