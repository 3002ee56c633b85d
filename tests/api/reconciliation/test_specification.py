"""Every answer of the reconciliation service validates against the specification."""

from typing import Any

from chalicelib.kinds import PLURALS
from tests.api.conftest import Client
from tests.api.reconciliation import specification
from tests.api.reconciliation.conftest import get, post
from tests.api.reconciliation.specification import Schema, faults_in
from tests.tables import for_each

HOST = {"Host": "facts.example", "X_Forwarded_Proto": "https"}


def test_the_manifest_says_where_everything_is(client: Client) -> None:
    manifest = client.get("/reconcile", **HOST).json

    assert faults_in(specification.MANIFEST, manifest) == []
    assert (manifest["versions"], manifest["batchSize"], "authentication" in manifest) == (["0.2"], 50, False)
    assert manifest["view"]["url"] == "https://facts.example/stage/reconcile/view?id={{id}}"
    suggest = manifest["suggest"]["entity"]
    assert suggest["service_url"] + suggest["service_path"] == "https://facts.example/stage/reconcile/suggest/entity"


@for_each("plural", sorted(PLURALS))
def test_the_manifest_of_a_kind_has_this_type_alone(client: Client, plural: str) -> None:
    manifest = client.get(f"/reconcile/{plural}", **HOST).json

    assert faults_in(specification.MANIFEST, manifest) == []
    assert [each["id"] for each in manifest["defaultTypes"]] == [PLURALS[plural].name]


def test_no_kind_has_the_path_of_a_service() -> None:
    assert {"suggest", "preview", "view", "properties"} & PLURALS.keys() == set()


BATCH: dict[str, Any] = {
    "q0": {"query": "Depseek", "type": "company", "type_strict": "should"},
    "q1": {"query": "Mercury", "type": ["company", "model"], "limit": 3},
    "q2": {"query": "Mercury", "properties": [{"pid": "country", "v": ["de", 7, True]}]},
    "q3": {"query": "DeepSeek-V3", "properties": [{"pid": "developer", "v": {"id": "company/deepseek", "name": "x"}}]},
    "q4": {"properties": [{"pid": "lei", "v": "549300S4KLFTLO7GSQ80"}]},
    "q5": {"query": "model/deepseek-v3"},
    "q6": {"query": "Nobody at all"},
}


def test_a_batch_and_its_results_validate(filled: Client) -> None:
    assert faults_in(specification.QUERIES, BATCH) == []

    results = post(filled, queries=BATCH).json

    assert faults_in(specification.RESULTS, results) == []
    assert [key for key, each in results.items() if not each["result"]] == ["q6"]
    for found in (each for result in results.values() for each in result["result"]):
        ids = [each["id"] for each in found["features"]]
        assert len(ids) == len({*ids})


def test_an_extension_and_its_answer_validate(filled: Client) -> None:
    properties = [
        {"id": name} for name in ("developer", "released", "parameters", "lei", "aliases", "name", "identifiers")
    ]
    settings = [{"id": "training_cost", "settings": {"amounts": "number"}}]
    sent = {"ids": ["model/deepseek-v3", "company/deepseek", "company/nobody"], "properties": [*properties, *settings]}
    assert faults_in(specification.EXTENSION, sent) == []

    answer = post(filled, extend=sent).json

    assert faults_in(specification.EXTENDED, answer) == []
    assert [*answer["rows"]] == sent["ids"]
    assert all([*row] == [each["id"] for each in answer["meta"]] for row in answer["rows"].values())


SUGGESTIONS = [
    ("entity", "deep", specification.SUGGESTED_ENTITIES),
    ("type", "co", specification.SUGGESTED_TYPES),
    ("property", "de", specification.SUGGESTED_PROPERTIES),
]


@for_each("what, prefix, schema", SUGGESTIONS)
def test_suggestions_validate(filled: Client, what: str, prefix: str, schema: Schema) -> None:
    answer = get(filled, f"/reconcile/suggest/{what}", prefix=prefix).json

    assert answer["result"]
    assert faults_in(schema, answer) == []


@for_each("plural", sorted(PLURALS))
def test_proposals_validate_and_can_all_be_fetched(filled: Client, plural: str) -> None:
    kind = PLURALS[plural]
    proposed = get(filled, "/reconcile/properties", type=kind.name).json
    assert faults_in(specification.PROPOSALS, proposed) == []

    asked = [{"id": each["id"]} for each in proposed["properties"]]
    for start in range(0, len(asked), 50):
        answer = post(filled, f"/reconcile/{plural}", extend={"ids": [], "properties": asked[start : start + 50]})
        assert (answer.status, answer.json["rows"]) == (200, {})


def test_the_schemas_notice_what_the_specification_forbids() -> None:
    found = {"id": "company/a", "name": "A", "score": 1.0}
    assert faults_in(specification.RESULTS, {"q0": {"result": [found]}}) == []
    for wrong in ({"score": "1"}, {"id": 3}, {"features": [{"id": "kind", "value": None}]}, {"match": "yes"}):
        assert faults_in(specification.RESULTS, {"q0": {"result": [{**found, **wrong}]}})
    cells: list[Any] = [{"date": "2024-12"}, {"str": 3}, {"id": "a"}, {"str": "a", "int": 1}, {"int": 1.5}]
    for cell in cells:
        assert faults_in(specification.EXTENDED, {"meta": [], "rows": {"a": {"b": [cell]}}})
    assert faults_in(
        specification.MANIFEST, {"versions": ["0.1"], "name": "", "identifierSpace": "", "schemaSpace": ""}
    )
    assert faults_in(specification.QUERIES, {"q0": {"type": "company"}})
