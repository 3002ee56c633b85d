"""The terms of ours that are no properties, kinds or qualifiers: what linked data says about values and facts."""

from collections.abc import Mapping

PREFIXES: Mapping[str, str] = {
    "dct": "http://purl.org/dc/terms/",
    "edtf": "http://id.loc.gov/datatypes/edtf/",
    "oa": "http://www.w3.org/ns/oa#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

INDIVIDUALS: Mapping[str, str] = {
    "unknown": "In place of a value: there is one, but nobody has said it.",
    "none": "In place of a value: there is none.",
    "erased": "In place of a value: it was erased.",
}

CLASSES: Mapping[str, str] = {
    "Retraction": "The decision by which a fact was taken back.",
    "Erasure": "The decision by which words were erased for good.",
}

OF_ENTITIES: Mapping[str, str] = {
    "has_unknown": "A property of the entity whose value nobody has said.",
    "has_none": "A property of the entity that has no value.",
    "has_erased": "A property of the entity whose value was erased.",
    "disputed": "A property of the entity with facts that contradict each other.",
    "hedged": "A property of the entity whose value is not plainly asserted, with how it is hedged.",
    "also": "A value on record beside those shown, with its property.",
    "terms": "The condition, period or validity of the one value shown, with its property.",
    "beyond": "A property with more values than are shown, and where all of them are.",
    "omitted": "The name of a member that was left out because the answer was too long.",
}

OF_VALUES: Mapping[str, str] = {
    "property": "The property that a value or a remark belongs to.",
    "hedge": "How a value differs from a plain assertion.",
    "is_disputed": "Whether the value is a side of an open conflict.",
    "relative_to": "The value that this one is relative to.",
    "further_values": "How many values there are beyond those shown.",
    "scope": "The part of the entity that a value is about.",
    "period": "The period that a value is for.",
    "condition": "The condition under which a value holds.",
    "valid": "When a value holds.",
    "unit": "The unit of an amount, as a code of the vocabulary.",
    "bound": "How the amount bounds the value: about, nearly, under, over, at_most or at_least.",
    "plus_minus": "How far the value may lie from the amount.",
    "money_of": "The year in whose money an amount is counted.",
    "written_as": "The amount as it was sent, where the number does not show it.",
    "low_written_as": "The low end of a range as it was sent, where the number does not show it.",
    "high_written_as": "The high end of a range as it was sent, where the number does not show it.",
}

OF_CLAIMS: Mapping[str, str] = {
    "speaker": "The speaker that the evidence names, who is not the source itself.",
    "via": "Where the speaker said it.",
    "basis": "How the speaker relates to the subject.",
    "certainty": "How sure the speaker was.",
    "as_stated": "The words of the source for the value.",
    "method": "How an estimate was made.",
    "confidence": "How sure the estimator of a figure is.",
    "rank": "Whether editors prefer or deprecate the fact.",
    "rank_reason": "Why a fact has its rank.",
    "recorded_by": "The id of the key that recorded or decided it.",
    "merged_from": "An entity that had the fact before it was merged into this one.",
    "quote_found": "Whether the text of the source contains the quote.",
}

STRUCTURAL: Mapping[str, str] = {**OF_ENTITIES, **OF_VALUES, **OF_CLAIMS}
