"""`check` and `record`: a batch is rehearsed, written once, and all its faults are listed together."""

from typing import Any

from tests.api.conftest import Client
from tests.api.mcp.calling import call_tool, faults_of, refused
from tests.api.mcp.conftest import LATER, OTHER

MODEL = {"kind": "model", "slug": "r2", "name": "R2", "level": "version", "evidence": OTHER}
RELEASED = {"entity": "model/r2", "property": "released", "value": "2026-02-26", "evidence": OTHER}
BATCH: dict[str, Any] = {"entities": [MODEL], "facts": [RELEASED]}


def revisions(client: Client) -> int:
    return len(client.get("/v1/models/r2/history").json.get("items", ()))


def test_check_writes_nothing_and_shows_the_outcomes(stage: Client) -> None:
    answer = call_tool("check", BATCH)
    assert answer.structured["counts"] == {"created": 2, "changed": 0, "unchanged": 0, "refused": 0}
    assert [(each["ref"], each["revision"]) for each in answer.structured["revisions"]] == [("model/r2", 1)]
    assert answer.text.startswith("Nothing was written. The batch would have: 2 created.")
    assert stage.get("/v1/models/r2").status == 404


def test_check_shows_the_conflict_that_would_open(stage: Client) -> None:
    size = {"entity": "model/r1", "property": "license", "evidence": LATER}
    stage.post("/v1/facts", {"facts": [{**size, "value": "MIT"}]})
    answer = call_tool("check", {"facts": [{**size, "value": "Apache-2.0", "evidence": OTHER}]})
    [opened] = answer.structured["opens"]
    assert opened.startswith("model/r1 license: ")
    assert "source/daily" in opened
    assert f"Would open a conflict: {opened}" in answer.text


def test_record_writes_the_batch(stage: Client) -> None:
    answer = call_tool("record", BATCH)
    assert [(each["pointer"], each["outcome"], each["ref"]) for each in answer.structured["parts"]] == [
        ("/entities/0", "created", "model/r2"),
        ("/facts/0", "created", "model/r2"),
    ]
    assert all(fact.startswith("model~r2~") for part in answer.structured["parts"] for fact in part["facts"])
    assert stage.get("/v1/models/r2").json["released"] == "2026-02-26"


def test_the_same_batch_again_writes_nothing_and_says_so(stage: Client) -> None:
    first = call_tool("record", BATCH)
    again = call_tool("record", BATCH)
    assert again.structured == {**first.structured, "replayed": True}
    assert "This one wrote nothing." in again.text
    assert revisions(stage) == 1


def test_another_key_writes_the_same_batch_anew(stage: Client) -> None:
    call_tool("record", BATCH)
    use = {**BATCH, "entities": [{**MODEL, "if_exists": "use"}]}
    answer = call_tool("record", {**use, "idempotency_key": "again"})
    assert answer.structured["counts"]["unchanged"] == 2
    assert "replayed" not in answer.structured
    assert call_tool("record", {**use, "idempotency_key": "again"}).structured["replayed"] is True


def test_a_key_belongs_to_one_batch(stage: Client) -> None:
    call_tool("record", {**BATCH, "idempotency_key": "one"})
    other = {"facts": [{**RELEASED, "value": "2026-02-27"}], "idempotency_key": "one"}
    assert refused("record", other).code == "idempotency_key_reused"
    assert faults_of("record", other) == {"/idempotency_key": "idempotency_key_reused"}


def test_all_faults_of_all_parts_are_listed_together(stage: Client) -> None:
    wrong = {"entities": [{**MODEL, "colour": "red"}], "facts": [{**RELEASED, "value": "someday"}]}
    for tool in ("check", "record"):
        faults = faults_of(tool, wrong)
        assert {"/entities/0/colour", "/facts/0/value"} <= faults.keys()
    assert stage.get("/v1/models/r2").status == 404


def test_without_atomic_wrong_parts_are_refused_alone(stage: Client) -> None:
    wrong = {**RELEASED, "value": "someday"}
    answer = call_tool("record", {"entities": [MODEL], "facts": [wrong, RELEASED], "atomic": False})
    first = answer.structured["parts"][0]
    assert (first["pointer"], first["outcome"], first["code"]) == ("/facts/0", "refused", "invalid")
    assert [fault["pointer"] for fault in first["faults"]] == ["/facts/0/value"]
    assert answer.structured["counts"]["refused"] == 1
    assert stage.get("/v1/models/r2").json["released"] == "2026-02-26"


def test_a_retraction_is_a_part(stage: Client) -> None:
    [fact] = [each["id"] for each in stage.get("/v1/models/r1/facts").json["items"] if each["value"] == "2025-01-22"]
    answer = call_tool("record", {"retractions": [{"fact": fact, "reason": "A misprint."}]})
    assert answer.structured["parts"][0]["facts"] == [fact]
    assert stage.get("/v1/models/r1").json["released"] == "2025-01-20"


def test_an_empty_batch_is_refused(stage: Client) -> None:
    for tool in ("check", "record"):
        assert refused(tool, {}).code == "invalid"
        assert faults_of(tool, {"facts": [], "entities": "none"}) == {"/entities": "wrong_type"}


def test_refs_that_do_not_exist_have_names_like_them(stage: Client) -> None:
    wrong = {"facts": [{**RELEASED, "entity": "model/r-1"}], "atomic": False}
    answer = call_tool("check", wrong)
    assert answer.structured["parts"][0]["outcome"] == "refused"
    assert "model/r1" in str(answer.structured.get("nearest"))


def test_an_answer_about_500_parts_says_what_it_leaves_out(stage: Client) -> None:
    facts = [
        {"entity": "model/r1", "property": "aliases", "value": f"模型名称 {number}", "evidence": OTHER}
        for number in range(499)
    ]
    wrong = {**RELEASED, "entity": "model/r1", "value": "someday"}
    answer = call_tool("record", {"facts": [*facts, wrong], "atomic": False})
    assert answer.structured["parts"][0]["pointer"] == "/facts/499"
    assert answer.structured["left_out"]["items"] == 500 - len(answer.structured["parts"])
    assert f"LEFT OUT: {answer.structured['left_out']['items']} of 500 parts" in answer.text
    whole = call_tool("record", {"facts": [*facts, wrong], "atomic": False, "max_bytes": 200_000})
    assert len(whole.structured["parts"]) == 500
