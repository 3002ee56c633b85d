"""Forms and queries that are wrong: a problem document that names each fault."""

import json
from typing import Any
from urllib.parse import urlencode

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.api.http.routing.routes import FORM
from tests.api.conftest import READER, Answer, Client
from tests.api.reconciliation.conftest import get, post
from tests.conftest import examples
from tests.tables import for_each

QUERY = {"query": "DeepSeek"}
WRONG: list[tuple[dict[str, Any], int, dict[str, str]]] = [
    ({}, 422, {"": "missing_field"}),
    ({"queries": {}, "extend": {}}, 422, {"": "not_together"}),
    ({"query": "DeepSeek"}, 422, {"/query": "unknown_field"}),
    ({"queries": []}, 422, {"/queries": "wrong_type"}),
    ({"queries": "3"}, 422, {"/queries": "wrong_type"}),
    (
        {"queries": {"q0": "DeepSeek", "q1": QUERY, "q2": None}},
        422,
        dict.fromkeys(["/queries/q0", "/queries/q2"], "wrong_type"),
    ),
    ({"queries": {"q0": {}}}, 422, {"/queries/q0": "missing_field"}),
    ({"queries": {"q0": {"properties": []}}}, 422, {"/queries/q0": "missing_field"}),
    ({"queries": {"q0": {"query": 3}}}, 422, {"/queries/q0/query": "wrong_type"}),
    ({"queries": {"q0": {"query": "x" * 301}}}, 422, {"/queries/q0/query": "too_long"}),
    ({"queries": {"q0": {"query": "a\0b"}}}, 422, {"/queries/q0/query": "bad_text"}),
    ({"queries": {"q0": {**QUERY, "type": "compny"}}}, 422, {"/queries/q0/type": "unknown_code"}),
    ({"queries": {"q0": {**QUERY, "limit": 0}}}, 422, {"/queries/q0/limit": "bad_range"}),
    ({"queries": {"q0": {**QUERY, "limit": "3"}}}, 422, {"/queries/q0/limit": "wrong_type"}),
    ({"queries": {"q0": {**QUERY, "limit": True}}}, 422, {"/queries/q0/limit": "wrong_type"}),
    ({"queries": {"q0": {**QUERY, "type_strict": "maybe"}}}, 422, {"/queries/q0/type_strict": "unknown_code"}),
    ({"queries": {"q0": {**QUERY, "colour": "red"}}}, 422, {"/queries/q0/colour": "unknown_field"}),
    (
        {"queries": {"q0": {**QUERY, "properties": [{"pid": "country"}]}}},
        422,
        {"/queries/q0/properties/0/v": "missing_field"},
    ),
    (
        {"queries": {"q0": {**QUERY, "properties": [{"pid": "country", "v": [["CN"]]}]}}},
        422,
        {"/queries/q0/properties/0/v": "wrong_type"},
    ),
    ({"queries": {"a/b~c": 3}}, 422, {"/queries/a~1b~0c": "wrong_type"}),
    ({"queries": {"k" * 101: QUERY}}, 422, {"/queries": "too_long"}),
    ({"extend": {}}, 422, {"/extend/ids": "missing_field", "/extend/properties": "missing_field"}),
    ({"extend": 3}, 422, {"/extend": "wrong_type"}),
    ({"extend": {"ids": ["company/a"] * 101, "properties": []}}, 422, {"/extend/ids": "too_many"}),
    (
        {"extend": {"ids": [3], "properties": [{"id": "founded", "settings": {"amounts": "words"}}]}},
        422,
        {"/extend/ids/0": "wrong_type", "/extend/properties/0/settings/amounts": "unknown_code"},
    ),
    (
        {"extend": {"ids": [], "properties": [{"id": "foundd"}, {"id": "colour"}]}},
        422,
        {"/extend/properties/0/id": "unknown_property", "/extend/properties/1/id": "unknown_property"},
    ),
]


@for_each("fields, status, faults", WRONG)
def test_every_fault_of_a_form_is_named(
    client: Client, fields: dict[str, Any], status: int, faults: dict[str, str]
) -> None:
    answer = post(client, **fields)
    assert (answer.status, answer.pointers) == (status, faults), answer.text

    if {*fields} in ({"queries"}, {"extend"}) and len(json.dumps(fields)) < 1_000:
        assert get(client, **fields).json["errors"] == answer.json["errors"]


@for_each("text", ["", "nonsense", "{", '{"a": 1, "a": 2}', '{"a": NaN}', "[" * 100_000, "\ufeff{}"])
def test_a_field_that_is_no_json_is_refused_by_its_name(client: Client, text: str) -> None:
    for name in ("queries", "extend"):
        answer = post(client, **{name: text})
        assert (answer.status, answer.json["code"]) == (400, "bad_json")
        assert f"`{name}`" in answer.json["detail"]


def test_a_batch_beyond_the_size_that_the_manifest_announces_is_too_large(client: Client) -> None:
    size = client.get("/reconcile").json["batchSize"]
    assert post(client, queries={f"q{n}": QUERY for n in range(size)}).status == 200
    answer = post(client, queries={f"q{n}": QUERY for n in range(size + 1)})
    assert (answer.status, answer.json["limit"]) == (413, size)


def test_a_batch_has_a_bounded_number_of_identifiers(client: Client) -> None:
    def batch(most: int) -> Any:
        values = [f"{n:020d}" for n in range(most)]
        return {f"q{n}": {"properties": [{"pid": "lei", "v": values[n * 20 :][:20]}]} for n in range(-(-most // 20))}

    assert post(client, queries=batch(100)).status == 200
    assert (post(client, queries=batch(101)).status, post(client, queries=batch(101)).pointers) == (
        422,
        {"/queries": "too_many"},
    )


def _send(client: Client, body: str | bytes, media: str = FORM) -> Answer:
    return client.send("POST", "/reconcile", body=body, headers={"Content-Type": media})


def test_a_form_is_a_form_in_utf_8_of_few_fields(client: Client) -> None:
    assert _send(client, "{}", "application/json").status == 415
    assert (_send(client, "queries=%FF").status, _send(client, "queries=%FF").json["code"]) == (400, "bad_json")
    assert _send(client, b"queries=\xff").status == 400
    many = "&".join(f"a{n}=1" for n in range(101))
    assert (_send(client, many).status, _send(client, many).json["limit"]) == (413, 100)
    assert _send(client, "queries=%7B%7D", f"{FORM}; charset=UTF-8").status == 200


def test_a_type_of_another_kind_is_refused_at_the_endpoint_of_a_kind(client: Client) -> None:
    answer = post(client, "/reconcile/companies", queries={"q0": {**QUERY, "type": "model"}})
    assert (answer.status, answer.pointers) == (422, {"/queries/q0/type": "wrong_kind"})


def test_an_unknown_plural_is_not_found_with_the_nearest(client: Client) -> None:
    for answer in (client.get("/reconcile/compnies"), post(client, "/reconcile/compnies", queries={})):
        assert answer.status == 404
        assert 'did you mean "companies"?' in answer.json["detail"]


def test_a_parameter_that_is_not_declared_is_refused(client: Client) -> None:
    answer = client.get("/reconcile?callback=load")
    assert (answer.status, answer.pointers) == (400, {"callback": "unknown_parameter"})


def test_a_key_in_a_form_is_refused_and_one_in_the_header_is_taken(client: Client) -> None:
    secret = "aif_" + "a" * 43
    answer = post(client, queries={"q0": {"query": secret}})
    assert (answer.status, answer.pointers) == (422, {"": "misplaced_key"})
    assert secret not in answer.text
    assert post(client, key=READER, queries={}).status == 200


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=9,
)
NEARLY = st.fixed_dictionaries(
    {},
    optional={
        "query": st.text() | st.sampled_from(["Mercury", "company/deepseek", "$NVDA", "gpt-4o-latest"]) | JSON_VALUES,
        "type": st.sampled_from(["company", "model"]) | JSON_VALUES,
        "limit": st.integers(1, 9) | JSON_VALUES,
        "type_strict": st.sampled_from(["any", "all", "should"]) | JSON_VALUES,
        "properties": st.lists(
            st.fixed_dictionaries(
                {
                    "pid": st.sampled_from(["country", "lei", "isin", "ticker", "url", "date", "x"]) | st.text(),
                    "v": JSON_VALUES,
                }
            ),
            max_size=3,
        )
        | JSON_VALUES,
    },
)
EXTENSIONS = st.fixed_dictionaries(
    {},
    optional={
        "ids": st.lists(st.sampled_from(["company/deepseek", "model/deepseek-v3"]) | st.text(), max_size=3)
        | JSON_VALUES,
        "properties": st.lists(
            st.fixed_dictionaries({"id": st.sampled_from(["founded", "parameters", "lei"]) | st.text()}), max_size=3
        )
        | JSON_VALUES,
    },
)


@settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    batch=st.dictionaries(st.text(max_size=120), NEARLY, max_size=4) | JSON_VALUES,
    extension=EXTENSIONS,
    raw=st.binary(),
)
def test_nothing_that_is_sent_is_an_internal_error(filled: Client, batch: Any, extension: Any, raw: bytes) -> None:
    for fields in ({"queries": json.dumps(batch)}, {"extend": json.dumps(extension)}):
        for path in ("/reconcile", "/reconcile/models"):
            answer = filled.send("POST", path, body=urlencode(fields), headers={"Content-Type": FORM})
            assert answer.status in (200, 400, 413, 422), answer.text
    for body in (raw, b"queries=" + raw, b"extend=" + raw):
        assert _send(filled, body).status in (200, 400, 413, 422)
