"""A batch over HTTP: entities, facts and retractions in one request."""

import json
from typing import Any

import pytest

from tests.api.conftest import EVIDENCE, READER, WRITER, Answer, Client, a_company, a_fact, a_source, an_event
from tests.conftest import Calls

BATCH = "/v1/batch"
ARTICLE = {"source": "source/article", "basis": "third_party_report"}


def part(kind: str, body: dict[str, Any], **controls: Any) -> dict[str, Any]:
    return {"kind": kind, **body, **controls}


def send(client: Client, query: str = "", /, *, key: str = WRITER, headers: Any = None, **parts: Any) -> Answer:
    return client.post(f"{BATCH}{query}", parts, key=key, **(headers or {}))


def outcomes(answer: Answer) -> list[str]:
    return [each["outcome"] for each in answer.json["parts"]]


def problems(answer: Answer) -> list[str | None]:
    """List the code of the only fault of each part, else that of its problem; None: it was not refused."""
    found = [each.get("problem") for each in answer.json["parts"]]
    return [
        each and (each["errors"][0]["code"] if len(each.get("errors", ())) == 1 else each["code"]) for each in found
    ]


def an_article() -> dict[str, Any]:
    """Return an article with an event, two companies and a fact, each of which names another, in no useful order."""
    launch = an_event(
        evidence=ARTICLE,
        participants=[{"value": "company/acme", "role": "developer"}],
    )
    return {
        "entities": [
            part("event", launch),
            part("company", a_company("acme", evidence=ARTICLE, competes_with=["company/rival"])),
            part("company", a_company("rival", evidence=ARTICLE)),
            part("source", a_source("article", published="2025-01-27")),
        ],
        "facts": [a_fact("company/acme", evidence={**ARTICLE, "quote": "Acme of China"})],
    }


# All or nothing


@pytest.mark.parametrize("atomic", ["true", "false"])
def test_an_article_is_written_in_one_call(client: Client, atomic: str) -> None:
    answer = send(client, f"?atomic={atomic}", **an_article())
    assert (answer.status, outcomes(answer)) == (201, ["created"] * 5)
    assert answer.json["counts"] == {"created": 5, "changed": 0, "unchanged": 0, "refused": 0}
    assert client.get("/v1/companies/acme").json["country"] == "CN"
    (fact_id,) = answer.json["parts"][-1]["facts"]
    fact = client.get(f"/v1/facts/{fact_id}").json
    assert (fact["published"], fact["evidence"]["quote"]) == ("2025-01-27", "Acme of China")
    assert client.get("/v1/companies/acme/timeline").json["items"][0]["ref"] == "event/launch"


def test_it_is_one_transaction_and_reads_nothing_but_looks_for_duplicates(client: Client, calls: Calls) -> None:
    calls.clear()
    send(client, **an_article())
    assert [name for name in calls.names if name != "Query"] == ["GetItem", "UpdateItem", "TransactWriteItems"]
    changes = client.get("/v1/changes").json["items"]
    assert len({change["at"] for change in changes[-4:]}) == 1


def test_eight_new_entities_with_forty_facts_fit(client: Client) -> None:
    entities = [
        part(
            "company",
            a_company(
                f"company-{n}", name=f"Name {n}", country="CN", founded="2020", website=f"https://{n}.example.com"
            ),
        )
        for n in range(8)
    ]
    facts = [a_fact(f"company/company-{n}", "aliases", f"Alias {n}") for n in range(8)]
    answer = send(client, entities=entities, facts=facts)
    assert (answer.status, outcomes(answer)) == (201, ["created"] * 16)
    assert sum(len(each["facts"]) for each in answer.json["parts"]) == 40
    assert client.get("/v1/search?q=alias%207").json["items"][0]["ref"] == "company/company-7"


def test_what_does_not_fit_says_how_much_and_what_to_do(client: Client) -> None:
    facts = [a_fact("company/acme", "aliases", f"Alias {n}") for n in range(120)]
    answer = send(client, entities=[part("company", a_company("acme"))], facts=facts)
    assert (answer.status, answer.json["code"]) == (422, "too_many_actions")
    assert "atomic=false" in answer.json["detail"]
    assert client.get("/v1/companies/acme").status == 404
    assert send(client, "?atomic=false", entities=[part("company", a_company("acme"))], facts=facts).status == 201
    assert len(client.get("/v1/companies/acme").json["aliases"]) == 120


def test_all_faults_of_all_parts_are_listed_and_nothing_is_written(client: Client) -> None:
    answer = send(
        client,
        entities=[
            part("company", a_company("acme", countri="CN")),
            {"kind": "planet", "slug": "NO"},
            part("company", a_company("acme")),
            "text",
        ],
        facts=[a_fact("company/acme", "country", "XX"), a_fact("company/nowhere"), 5],
        retractions=[{"fact": "x"}, {"fact": "company~acme~country~000", "reason": "  "}],
    )
    assert (answer.status, answer.pointers) == (
        422,
        {
            "/entities/0/countri": "unknown_property",
            "/entities/1/kind": "unknown_code",
            "/entities/1/slug": "not_a_slug",
            "/entities/2/slug": "same_entity_twice",
            "/entities/3": "wrong_type",
            "/facts/0/value": "unknown_code",
            "/facts/1/entity": "no_such_entity",
            "/facts/2": "wrong_type",
            "/retractions/0/fact": "wrong_type",
            "/retractions/0/reason": "missing_field",
            "/retractions/1/reason": "empty",
        },
    )
    assert client.get("/v1/companies/acme").status == 404


@pytest.mark.parametrize(
    ("body", "faults"),
    [
        ({}, {"": "empty"}),
        ({"entities": [{}] * 501}, {"": "too_many"}),
        ({"entitys": [], "facts": {}}, {"/entitys": "unknown_field", "/facts": "wrong_type"}),
    ],
)
def test_a_body_of_another_shape_is_refused(client: Client, body: Any, faults: dict[str, str]) -> None:
    answer = client.post(BATCH, body)
    assert (answer.status, answer.pointers) == (422, faults)


def test_it_needs_the_scope_write(client: Client) -> None:
    assert send(client, key=READER, **an_article()).status == 403


# Entities on record


def test_an_entity_on_record_is_refused_used_or_added_to(client: Client) -> None:
    client.create("companies", a_company("acme", country="CN"))
    entity = a_company("acme", country="FR")
    taken = send(client, entities=[part("company", entity)])
    assert (taken.status, taken.json["code"], taken.pointers) == (409, "duplicate", {"/entities/0": "duplicate"})
    used = send(client, entities=[part("company", entity, if_exists="use")])
    assert (used.status, used.json["parts"]) == (
        200,
        [{"pointer": "/entities/0", "outcome": "unchanged", "ref": "company/acme", "revision": 1, "facts": []}],
    )
    added = send(client, entities=[part("company", entity, if_exists="add")])
    assert (added.status, outcomes(added), added.json["parts"][0]["revision"]) == (201, ["changed"], 2)
    again = send(client, entities=[part("company", entity, if_exists="add")])
    assert (again.status, outcomes(again), again.json["parts"][0]["revision"]) == (200, ["unchanged"], 2)


@pytest.mark.parametrize("if_exists", ["use", "add"])
def test_what_may_exist_is_created_if_it_does_not(client: Client, if_exists: str) -> None:
    answer = send(client, entities=[part("company", a_company("acme"), if_exists=if_exists)])
    assert (answer.status, outcomes(answer)) == (201, ["created"])


def test_retired_entities_are_refused_part_by_part(client: Client) -> None:
    client.create("companies", a_company("acme"))
    client.post("/v1/companies/acme/retirement", {"reason": "A test."}, If_Match="*")
    answer = send(
        client,
        entities=[part("company", a_company("acme"), if_exists="use")],
        facts=[a_fact("company/acme")],
    )
    assert (answer.status, answer.pointers) == (422, {"/entities/0": "gone", "/facts/0": "gone"})


def test_a_fact_is_retracted_beside_the_one_that_is_right(client: Client) -> None:
    client.create("companies", a_company("acme"))
    (wrong,) = client.post("/v1/facts", {"facts": [a_fact("company/acme", value="FR")]}).json["facts"]
    answer = send(
        client,
        facts=[a_fact("company/acme")],
        retractions=[{"fact": wrong["id"], "reason": "Misread.", "source": "source/report"}],
    )
    assert (answer.status, outcomes(answer)) == (201, ["created", "changed"])
    assert client.get("/v1/companies/acme").json["country"] == "CN"
    shown = client.get(f"/v1/facts/{wrong['id']}").json
    assert (shown["retraction"]["reason"], shown["retraction"]["source"]) == ("Misread.", "source/report")
    twice = send(client, retractions=[{"fact": wrong["id"], "reason": "Misread."}])
    assert (twice.status, twice.json["code"]) == (409, "not_allowed_now")
    unknown = send(client, retractions=[{"fact": wrong["id"], "reason": "Misread.", "source": "source/none"}])
    assert unknown.status == 409


def test_probable_duplicates_are_refused_with_their_candidates(client: Client) -> None:
    client.create("companies", a_company("acme", name="Acme"))
    entities = [part("company", a_company("acme-inc", name="ACME")), part("company", a_company("other"))]
    answer = send(client, entities=entities)
    assert (answer.status, answer.json["code"]) == (409, "possible_duplicate")
    assert answer.pointers == {"/entities/0": "possible_duplicate"}
    assert [each["ref"] for each in answer.json["candidates"]] == ["company/acme"]
    entities[0]["allow_duplicate"] = True
    assert outcomes(send(client, entities=entities)) == ["created", "created"]
    (first,) = client.get("/v1/companies/acme-inc/history").json["items"]
    assert first["allow_duplicate"] is True


@pytest.mark.parametrize("atomic", ["", "?atomic=false"])
def test_parts_that_are_probably_one_entity_are_refused_from_the_second_on(client: Client, atomic: str) -> None:
    entities = [
        part("company", a_company("acme", name="Acme")),
        part("company", a_company("acme-inc", name="ACME")),
        part("company", a_company("other")),
    ]
    answer = send(client, atomic, entities=entities)
    if atomic:
        assert outcomes(answer) == ["created", "refused", "created"]
        assert answer.json["parts"][1]["problem"]["code"] == "possible_duplicate"
        return
    assert (answer.status, answer.json["code"]) == (409, "possible_duplicate")
    assert answer.pointers == {"/entities/1": "possible_duplicate"}
    assert "may be the same as company/acme, part /entities/0 (same name)" in answer.json["errors"][0]["detail"]
    assert [each["ref"] for each in answer.json["candidates"]] == ["company/acme"]
    assert client.get("/v1/companies/acme").status == 404
    entities[1]["allow_duplicate"] = True
    assert outcomes(send(client, entities=entities)) == ["created"] * 3


def test_an_entity_that_another_part_uses_is_probably_the_same_as_a_new_one_with_its_name(client: Client) -> None:
    client.create("companies", a_company("acme", name="Acme"))
    used = part("company", a_company("acme", name="Acme"), if_exists="use")
    answer = send(client, entities=[used, part("company", a_company("acme-inc", name="ACME"))])
    assert (answer.status, answer.pointers) == (409, {"/entities/1": "possible_duplicate"})


def test_the_origin_of_a_source_that_comes_along_is_known(client: Client) -> None:
    send(
        client,
        entities=[
            part("source", a_source("copy", derived_from="source/middle")),
            part("source", a_source("middle", derived_from="source/first")),
            part("source", a_source("first")),
            part("company", a_company("acme", country="CN", evidence={**EVIDENCE, "source": "source/copy"})),
        ],
    )
    client.patch("/v1/companies/acme", {"country": "CN", "evidence": {**EVIDENCE, "source": "source/first"}})
    reading = client.get("/v1/companies/acme?explain=true").json["explain"]["country"][0]
    assert not any("independent" in why for why in reading["why"]), "both have one origin"


# Part by part


def test_a_wrong_part_is_refused_alone_with_what_leans_on_it(client: Client) -> None:
    article = an_article()
    article["entities"][2]["countri"] = "CN"
    article["facts"] += [a_fact("company/rival"), a_fact("company/nowhere")]
    answer = send(client, "?atomic=false", **article)
    assert (answer.status, outcomes(answer)) == (201, ["refused", "refused", "refused", "created", *["refused"] * 3])
    assert problems(answer) == [
        "leans_on_refused",
        "leans_on_refused",
        "unknown_property",
        None,
        "leans_on_refused",
        "leans_on_refused",
        "no_such_entity",
    ]
    assert answer.json["counts"]["refused"] == 6


def test_entities_in_a_circle_need_one_transaction(client: Client) -> None:
    entities = [
        part("company", a_company("one", competes_with=["company/two"])),
        part("company", a_company("two", competes_with=["company/one"])),
        part("company", a_company("three", competes_with=["company/one"])),
    ]
    answer = send(client, "?atomic=false", entities=entities)
    assert problems(answer) == ["refs_in_a_circle", "refs_in_a_circle", "leans_on_refused"]
    assert outcomes(send(client, entities=entities)) == ["created"] * 3


def test_entities_on_record_make_no_circle(client: Client) -> None:
    client.create("companies", a_company("two"))
    entities = [
        part("company", a_company("one", competes_with=["company/two"])),
        part("company", a_company("two", competes_with=["company/one"]), if_exists="add"),
    ]
    assert outcomes(send(client, "?atomic=false", entities=entities)) == ["created", "changed"]


def test_a_refusal_of_a_part_has_the_status_that_it_would_have_alone(client: Client) -> None:
    client.create("companies", a_company("acme"))
    answer = send(
        client, "?atomic=false", entities=[part("company", a_company("acme"))], facts=[a_fact("company/acme")]
    )
    assert outcomes(answer) == ["refused", "created"]
    problem = answer.json["parts"][0]["problem"]
    assert (problem["status"], problem["code"], problem["ref"]) == (409, "duplicate", "company/acme")


# Lines


@pytest.mark.parametrize("atomic", ["true", "false"])
def test_each_line_is_a_part(client: Client, atomic: str) -> None:
    article = an_article()
    lines = "\n".join(map(json.dumps, [*article["facts"], *article["entities"]])) + "\n\n"
    answer = client.send(
        "POST", f"{BATCH}?atomic={atomic}", body=lines, key=WRITER, headers={"Content-Type": "application/x-ndjson"}
    )
    assert (answer.status, [each["pointer"] for each in answer.json["parts"]]) == (201, ["/0", "/1", "/2", "/3", "/4"])
    assert outcomes(answer) == ["created"] * 5


def test_a_broken_line_is_named(client: Client) -> None:
    headers = {"Content-Type": "application/x-ndjson"}
    broken = client.send("POST", BATCH, body='{"a": 1}\n\n{"a":', key=WRITER, headers=headers)
    assert (broken.status, broken.json["code"]) == (400, "bad_json")
    assert "Line 3" in broken.json["detail"]
    wrong = client.send("POST", BATCH, body='{"kind": "company"}\n5', key=WRITER, headers=headers)
    assert (wrong.status, wrong.pointers) == (422, {"/0/slug": "missing_field", "/1": "wrong_type"})


# Repeated and rehearsed


@pytest.mark.parametrize("atomic", ["true", "false"])
def test_a_repeated_request_gets_the_same_answer(client: Client, atomic: str) -> None:
    first, second = (
        send(client, f"?atomic={atomic}", headers={"Idempotency_Key": "k1"}, **an_article()) for _ in range(2)
    )
    assert (first.status, first.json) == (201, second.json)
    assert second.headers.get("idempotency-replayed") == "true"
    assert "idempotency-replayed" not in first.headers


def test_a_request_that_was_cut_off_goes_on_where_it_stopped(client: Client) -> None:
    article, whole = an_article(), an_article()
    article["entities"][0]["date"] = "no date"
    key = {"Idempotency_Key": "k1"}
    assert outcomes(send(client, "?atomic=false", headers=key, **article)) == ["refused", *["created"] * 4]
    assert outcomes(send(client, "?atomic=false", headers=key, **article)) == ["refused", *["created"] * 4]
    assert send(client, "?atomic=false", headers=key, **whole).status == 422, "the key belongs to the other body"


@pytest.mark.parametrize("atomic", ["true", "false"])
def test_a_dry_run_answers_the_same_and_writes_nothing(client: Client, atomic: str) -> None:
    article = an_article()
    dry = send(client, f"?atomic={atomic}&dry_run=true", headers={"Idempotency_Key": "k1"}, **article)
    assert client.get("/v1/companies/acme").status == 404
    real = send(client, f"?atomic={atomic}", headers={"Idempotency_Key": "k1"}, **article)
    answered = dry.json
    revisions = answered.pop("dry_run")["revisions"]
    assert {each["ref"] for each in revisions} == {part["ref"] for part in answered["parts"]}
    assert (dry.status, real.status, answered) == (200, 201, real.json)


def test_what_a_long_batch_says_of_all_its_parts_fits_into_its_receipt(client: Client) -> None:
    names = [f"{'a' * 60}-{n}" for n in range(8)]
    client.post("/v1/sources", a_source("article"), key=WRITER)
    facts = [
        {**a_fact(f"company/{name}"), "property": "aliases", "value": f"Alias {n}", "evidence": ARTICLE}
        for name in names
        for n in range(50)
    ]
    quoted = [{**each, "evidence": {**ARTICLE, "quote": f"{each['value']} {'x' * 440}"}} for each in facts]
    send(client, "?atomic=false", entities=[part("company", a_company(name, evidence=ARTICLE)) for name in names])
    assert send(client, "?atomic=false", facts=quoted).status == 201

    longer = [{**each, "evidence": {**each["evidence"], "quote": each["evidence"]["quote"] + "y"}} for each in quoted]
    first = send(client, "?atomic=false", facts=longer, headers={"Idempotency_Key": "once"})
    again = send(client, "?atomic=false", facts=longer, headers={"Idempotency_Key": "once"})
    assert (first.status, again.status) == (200, 200)
    assert first.json["counts"]["refused"] == 0
    assert again.headers["idempotency-replayed"] == "true"
    assert again.json["parts"] == first.json["parts"]
