"""Lists for Schemathesis which faults a schema cannot express: what is on record, the time, the seal of a cursor."""

import os
from collections.abc import Iterator
from itertools import count
from typing import Any

import schemathesis
from schemathesis.core.failures import Failure

REFUSED = (400, 410, 412, 422)
# A schema describes the form of a request. It cannot express these rules, so a valid request may break them.
BEYOND_A_SCHEMA = {
    "another_entity": "of which entity a fact is",
    "another_property": "of which property a fact is",
    "another_statement": "what the fact on record states, and by whom",
    "broken_line": "the lines of an export",
    "digest_mismatch": "the digest of lines",
    "import_out_of_order": "which page comes next",
    "manifest_mismatch": "the digest of pages",
    "newer_export": "which exports this service reads",
    "table_not_empty": "what is on record",
    "bad_secret": "what is the base64 of 24 to 64 bytes",
    "refused_url": "which hosts have a public address",
    "too_many_followers": "what is on record",
    "too_short": "how many bytes the base64 of a secret has",
    "beyond_head": "the newest number of the change feed",
    "bad_json": "that each line of a body is JSON",
    "below_zero": "which measures are never below 0",
    "check_failed": "the check digits of an identifier",
    "empty": "that tags beyond U+FFFF are invisible: engines of patterns escape such characters differently",
    "closed_property": "which properties of which kind are closed to new values",
    "bad_time": "that a range of hours does not end when it starts",
    "duplicate": "what is on record",
    "erased": "what was erased",
    "erased_entity": "what was erased",
    "fiscal_year_disputed": "what is on record",
    "fiscal_year_unknown": "which fiscal years are on record",
    "fixed": "which values are recorded already",
    "gone": "what is on record",
    "idempotency_key_reused": "what was sent before",
    "in_future": "that a confirmation is not in the future: a schema has no clock",
    "in_the_future": "that `known_at` is not in the future: a schema has no clock",
    "in_the_past": "that a key does not expire in the past: a schema has no clock",
    "leans_on_refused": "which parts of a batch are refused",
    "merged": "what is on record",
    "merged_entity": "what is on record",
    "missing": "that one of a few parameters is needed",
    "missing_field": "that each value has evidence, its own or that of the body, and a rank but `normal` a reason",
    "no_such_entity": "what is on record",
    "no_such_fact": "what is on record",
    "not_allowed_now": "what is on record",
    "not_found": "what is on record",
    "not_a_url": "what is a host in a web address",
    "not_whole": "which measures are counts, and which amounts with an exponent are whole",
    "not_an_amount": "the number of digits and the size of a number",
    "not_a_date": "which days a month has",
    "not_a_day": "that a series accepts days only",
    "not_a_duration": "which texts are durations",
    "not_a_period": "which texts are durations",
    "not_together": "which parameters exclude each other",
    "bad_range": "that the end is not before the beginning",
    "no_series": "which properties have a series",
    "possible_duplicate": "what is on record",
    "refs_in_a_circle": "which parts of a batch name which",
    "replaces_erased": "what is on record",
    "replaces_in_a_circle": "which facts replace which",
    "replaces_in_series": "which properties are series",
    "replaces_itself": "which id a fact will have",
    "replaces_retracted": "what is on record",
    "repeated": "that two refs that are written differently are one entity",
    "retired_entity": "what is on record",
    "retracted": "what is on record",
    "same_entity": "that the survivor of a merge is another entity",
    "same_entity_twice": "that the entities of a batch are different",
    "same_fact_twice": "that the retractions of a batch are of different facts",
    "supersedes_in_a_circle": "which sources supersede which",
    "supersedes_itself": "which slug the source has",
    "stale": "which revision is the current one",
    "too_long": "that a few characters are two in NFC, in which the length counts",
    "too_many": "that fewer entities are read in one request at an earlier moment",
    "unknown_code": "which of the words of `/v1/vocabulary`",
    "unknown_kind": "which kinds there are, in a ref",
    "unknown_language": "which tags the register of languages has",
    "unknown_parameter": "which filters the lists of the kind have that a search names",
    "unknown_property": "which properties which kind has",
    "unknown_qualifier": "which qualifiers which property has",
    "unknown_zone": "which time zones there are",
    "unknown_unit": "how a query parameter, which takes units of all kinds, writes them",
    "off_the_scale": "the scale of a benchmark",
    "wrong_dimension": "which units measure this",
    "wrong_measure": "which measures belong to which property of which kind",
    "wrong_period": "which measures add up over a period",
    "wrong_scale": "the scale of a benchmark",
    "wrong_kind": "that both entities of a merge are of one kind",
    # Parameters whose value may be invalid:
    "columns": "which list is too long for its columns to be known",
    "cursor": "that a cursor is sealed and cannot be invented",
    "from": "which days a month has",
    "in": "which currencies there are",
    "known_at": "which days a month has",
    "limit": "that the longest page depends on the format",
    "period": "which texts are durations; other schemas express that",
    "property": "which properties which kind has",
    "published_before": "which days a month has",
    "q": "what is a letter or a digit in any script",
    "recorded[gte]": "which days a month has",
    "recorded[lt]": "which days a month has",
    "scope": "that one word with a slash is read as a ref",
    **dict.fromkeys(("sha256", "sha256[in]", "sha256[ne]"), "how a filter of pages and searches writes a digest"),
    "sort": "which quantities have units that convert",
    "speaker": "that refs are of known kinds",
    "to": "which days a month has",
    "unit": "which unit measures the quantity that sorts",
    "valid_at": "which days a month has",
    "value": "how the register of the parameter `scheme` writes its identifiers",
}
OF_THE_FORM = (-32700, -32600)  # errors of JSON-RPC: no JSON, or no message
NO_KEY = "key_0000000000"
_NUMBERS = count(1)


@schemathesis.serializer("application/x-ndjson")  # type: ignore[untyped-decorator]  # not installed where types are checked
def send_lines(_: Any, value: Any) -> bytes:
    """Send a body of lines, whose schema is a text, as it is."""
    return str(value).encode(errors="replace")


@schemathesis.hook  # type: ignore[untyped-decorator]  # not installed where types are checked
def before_call(_: Any, case: Any, **__: Any) -> None:
    """Protect the judges' own key, which a list of keys names, and give each valid request a new idempotency key.

    Else nearly every write would be refused, because the example of such a key came with another before.
    """
    if case.path_parameters.get("id") == os.environ.get("OWN_KEY"):
        case.path_parameters["id"] = NO_KEY
    if case.meta is not None and case.meta.generation.mode.is_positive and "Idempotency-Key" in case.headers:
        case.headers["Idempotency-Key"] = f"judged-{next(_NUMBERS)}"


@schemathesis.check  # type: ignore[untyped-decorator]  # as above
def valid_data_is_refused_with_a_reason(_: Any, response: Any, case: Any) -> bool | None:
    """Check the faults of a problem, in place of `positive_data_acceptance`, which checks only the status."""
    if case.meta is None or not case.meta.generation.mode.is_positive or response.status_code not in REFUSED:
        return None
    if unexplained := sorted(set(_unexplained(response.json()))):
        message = "; ".join(unexplained)
        raise Failure(operation=case.operation.label, title="A valid request is refused", message=message)
    return None


def _unexplained(problem: dict[str, Any]) -> Iterator[str]:
    """List the faults that a schema could have expressed."""
    if "jsonrpc" in problem:
        error = problem["error"]
        if error["code"] in OF_THE_FORM:  # all others are about headers, versions and the parameters of methods
            yield f"{error['code']}: {error['message'][:200]}"
        return
    for fault in problem.get("errors", [problem]):
        if _named(fault) not in BEYOND_A_SCHEMA:
            at = fault.get("pointer", fault.get("parameter", ""))
            yield f"{fault['code']} {at}: {fault['detail'][:200]}"


def _named(fault: dict[str, Any]) -> str:
    """Name a fault by its code, or by its parameter if the code is generic."""
    if fault["code"] == "not_a_ref":
        return str(fault.get("pointer", "")).rpartition("/")[2]
    return str(fault.get("parameter", "") if fault["code"] == "bad_value" else fault["code"])
