"""Describes the components that no declaration describes, by the form of their name or one by one."""

import re
from collections.abc import Callable, Mapping
from typing import Any

FORMS = {
    r"AmountOf(.+)": "One amount ({0}), with the bound that a source states, if any.",
    r"RangeOf(.+)": "A range ({0}), from its low to its high end.",
    r"UnitOf(.+)": "A unit ({0}).",
    r"QuantityOf(.+)Input": "A quantity ({0}) as you send it: an amount, a range, a short text, or that there is none.",
    r"QuantityOf(.+)": "A quantity ({0}): an amount, a range, or that there is none.",
    r"CodeOf(.+)Input": "A code ({0}) as you send it, or that there is none.",
    r"CodeOf(.+)": "A code ({0}), or that there is none.",
    r"RefTo(.+)Input": "A reference ({0}) as you send it: a ref, words if there is no entity, or that there is none.",
    r"RefTo(.+)": "A reference ({0}): a ref, words if there is no entity, or that there is none.",
    r"Stated(.+)": "A value ({0}) as you send it beside its scope, period, condition, validity or evidence.",
    r"TextInLanguage(\d+)": "A text of at most {0} characters with its language.",
    r"Phrase(\d+)Input": "A text of at most {0} characters as you send it, or that there is none.",
    r"Phrase(\d+)": "A text of at most {0} characters, or that there is none.",
    r"(.+)EventCreate": "A new event of the type `{1}`, with the evidence for its values.",
    r"(.+)Create": "A new entity of the kind `{1}`, with the evidence for its values.",
    r"(.+)Patch": "A change of an entity of the kind `{1}`: only the properties that it names.",
    r"(.+)Expanded": "An entity of the kind `{1}` as `expanded` returns it.",
    r"(.+)Page": "A page of entities of the kind `{1}`, and where the next one is.",
}

ONE_BY_ONE = {
    "Amount": "A decimal number as a text, so that no digit is lost.",
    "ChangePage": "A page of changes in the order of their numbers.",
    "ChangesSummary": "How many entities and values changed.",
    "ConflictPage": "The slots of an entity whose facts contradict each other.",
    "Conversion": "The currency of `shown_in`, the rates used, and what has no rate.",
    "Count": "A whole number of things, not negative.",
    "CountPage": "How many entities there are in each group.",
    "Country": "A country by its ISO 3166-1 code, or that there is none.",
    "CountryInput": "A country by its ISO 3166-1 code as you send it, or that there is none.",
    "Currency": "A currency by its ISO 4217 code, or that there is none.",
    "CurrencyInput": "A currency by its ISO 4217 code as you send it, or that there is none.",
    "DateOrMissing": "A date in EDTF, or that there is none.",
    "DateOrMissingInput": "A date in EDTF as you send it, or that there is none.",
    "Document": "A document by the ref of its source, words if there is no entity, or that there is none.",
    "DocumentInput": "A document as you send it: a ref, words if there is no entity, or that there is none.",
    "DeliveryPage": "A page of deliveries to a webhook, the newest first.",
    "Duplicates": "Pairs of entities that may be the same.",
    "Duration": "A length of time in ISO 8601, or that there is none.",
    "DurationInput": "A length of time in ISO 8601 as you send it, or that there is none.",
    "EntitiesGot": "The entities that were asked for, each with its status.",
    "Explanation": "By property, which fact each slot shows, why, and which facts were rejected.",
    "ExtensionCell": "A value of a property of an entity, as a cell of a table.",
    "FactCreate": "One fact to record: its entity, property, value and evidence.",
    "FactId": "The id of a fact: kind, slug, property and a number, joined by tildes.",
    "FactPage": "A page of facts with their evidence.",
    "FactsCreate": "Facts to record together: all of them or none.",
    "FactsOrOutcomes": "The recorded facts or, for several bodies, the outcome of each.",
    "Hours": "The hours of a day or a week, or that there are none.",
    "HoursInput": "The hours of a day or a week as you send them, or that there are none.",
    "IdentifiedPage": "The entities that have an identifier.",
    "Instant": "A moment in UTC with milliseconds.",
    "KeyId": "The id of an API key; it is no secret.",
    "KeyPage": "A page of API keys without their secrets.",
    "Language": "A language by its BCP 47 tag, or that there is none.",
    "LanguageInput": "A language by its BCP 47 tag as you send it, or that there is none.",
    "License": "A license by its SPDX identifier or its name, or that there is none.",
    "LicenseInput": "A license by its SPDX identifier or its name as you send it, or that there is none.",
    "MonthDay": "A day of the year without a year, or that there is none.",
    "MonthDayInput": "A day of the year without a year as you send it, or that there is none.",
    "NamePage": "The entities that have a name like the one sent, the best match first.",
    "Named": "Words for an entity that is not on record.",
    "NoticePage": "Notices of what you have used, in the order of the feed.",
    "OpenApi": "An OpenAPI 3.1 document: this contract, or a part of it.",
    "OpenConflictPage": "A page of the slots whose facts contradict each other, of all entities.",
    "Problem": "A problem document as RFC 9457 has it, with a stable code and all faults.",
    "PropertyName": "The name of a property: see the vocabulary.",
    "Ref": "The ref of an entity: its kind and slug, joined by a slash.",
    "ReconciliationAnswer": "The manifest of reconciliation or, for a query, what the service found.",
    "ReconciliationPosted": "What reconciliation found for the queries of a form, or the values of its columns.",
    "ReferrerPage": "A page of the entities that name this one.",
    "Region": "A part of the world by its code, or that there is none.",
    "RegionInput": "A part of the world by its code as you send it, or that there is none.",
    "Resolutions": "For each name sent, the entity that it means or its candidates.",
    "RevisionNumber": "The number of a revision of an entity, from 1.",
    "RevisionPage": "A page of the revisions of an entity.",
    "Slug": "The part of a ref after the kind.",
    "StepOfEntityPage": "The timeline of one entity.",
    "StepPage": "A page of a timeline.",
    "Text": "A text without control characters.",
    "Url": "An absolute URL, or that there is none.",
    "UrlInput": "An absolute URL as you send it, or that there is none.",
    "Value": "A value of any type, in any of its forms.",
    "WatchPage": "A page of watches.",
    "WebhookPage": "A page of webhooks without their secrets.",
    "VocabularyCode": "A code and its meaning.",
    "VocabularyOfAnyKind": "The vocabulary of all kinds, or of the one that `kind` names.",
    "VocabularyProperty": "A property: its meaning, type, units and qualifiers.",
    "VocabularyQualifier": "A qualifier: a member by which values of one property differ and do not compete.",
}

_WORD = re.compile(r"[A-Z][a-z]*|\d+")


def describe(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the document with a description of every schema and example.

    Raises ValueError for a schema that nothing describes.
    """
    components = document["components"]
    schemas = {name: _described(each, description_of, name) for name, each in components["schemas"].items()}
    examples = {name: _described(each, _of_example(each), name) for name, each in components["examples"].items()}
    return {**document, "components": {**components, "schemas": schemas, "examples": examples}}


def _described(component: dict[str, Any], describing: Callable[[str], str], name: str) -> dict[str, Any]:
    return component if "description" in component else {"description": describing(name), **component}


def _of_example(example: Mapping[str, Any]) -> Callable[[str], str]:
    return lambda name: f"An example: {example.get('summary') or name.replace('_', ' ')}"


def description_of(name: str) -> str:
    """Return the description of a component. Raises ValueError if nothing describes a component of this name."""
    if name in ONE_BY_ONE:
        return ONE_BY_ONE[name]
    for form, text in FORMS.items():
        if found := re.fullmatch(form, name):
            words = [word.lower() for word in _WORD.findall(found[1])]
            spaced = " ".join(words).replace(" whole", ", whole").replace(" not negative", ", not negative")
            return text.format(spaced, "_".join(words))
    message = f"Describe the component {name} in describing.py, or where it is declared."
    raise ValueError(message)
