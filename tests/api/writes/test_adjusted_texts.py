"""Texts that a write keeps otherwise than they were sent are reported: cleaned texts, and names taken as codes."""

import pytest

from tests.api.conftest import EVIDENCE, Answer, Client


def start(client: Client) -> None:
    client.post("/v1/sources", {"slug": "report", "title": "The report"})


def a_company(client: Client, **fields: object) -> Answer:
    body = {"slug": "lab", "name": "Lab", "evidence": EVIDENCE, **fields}
    return client.post("/v1/companies", body, **{"Idempotency-Key": "one-key-of-the-tests"})


def test_a_create_reports_what_it_kept_otherwise_and_so_does_its_repetition(client: Client) -> None:
    start(client)
    for _ in range(2):
        answer = a_company(client, name="GPT-5.3\u00a0Codex\n", country="United States")
        assert answer.status == 201
        assert answer.json["name"] == "GPT-5.3 Codex"
        assert answer.json["country"] == "US"
        assert answer.json["adjusted"] == [
            {"pointer": "/name", "sent": "GPT-5.3\u00a0Codex\n", "kept": "GPT-5.3 Codex"},
            {"pointer": "/country", "sent": "United States", "kept": "US"},
        ]
    shown = client.get("/v1/companies/lab?include=facts").json
    assert "adjusted" not in shown
    assert shown["facts"]["country"][0]["evidence"]["as_stated"] == "United States"


def test_a_clean_write_reports_nothing(client: Client) -> None:
    start(client)
    assert "adjusted" not in a_company(client).json


def test_the_words_of_the_writer_are_kept_before_those_of_a_code(client: Client) -> None:
    start(client)
    a_company(client, country={"value": "USA", "evidence": {"as_stated": "based in California"}})
    (fact,) = client.get("/v1/companies/lab?include=facts").json["facts"]["country"]
    assert (fact["value"], fact["evidence"]["as_stated"]) == ("US", "based in California")


@pytest.mark.parametrize("atomic", ["true", "false"])
def test_recorded_facts_report_it_with_their_pointers(client: Client, atomic: str) -> None:
    start(client)
    a_company(client)
    remark = {"text": "One.\r\nTwo. ", "language": "en"}
    evidence = {**EVIDENCE, "quote": "\u200bsaid so"}
    facts = [
        {"entity": "company/lab", "property": "country", "value": "UK", "evidence": EVIDENCE},
        {"entity": "company/lab", "property": "remarks", "value": remark, "scope": " the  lab", "evidence": evidence},
    ]
    answer = client.post(f"/v1/facts?atomic={atomic}", {"facts": facts})
    assert {each["pointer"]: each["kept"] for each in answer.json["adjusted"]} == {
        "/facts/0/value": "GB",
        "/facts/1/value/text": "One.\nTwo.",
        "/facts/1/scope": "the lab",
        "/facts/1/evidence/quote": "said so",
    }


def test_the_texts_of_shared_evidence_are_reported_once_where_they_were_sent(client: Client) -> None:
    start(client)
    evidence = {**EVIDENCE, "via": "WeChat\n", "speaker": {"text": " somebody"}}
    own = {"value": "CN", "evidence": {"quote": " q"}}
    answer = client.post("/v1/companies", {"slug": "a", "name": "A", "country": own, "evidence": evidence})
    assert {*(each["pointer"] for each in answer.json["adjusted"])} == {
        *("/evidence/via", "/evidence/speaker/text", "/country/evidence/quote")
    }


def test_reasons_and_names_of_keys_are_cleaned(client: Client) -> None:
    start(client)
    a_company(client)
    (fact,) = client.get("/v1/companies/lab?include=facts").json["facts"]["name"]
    ranked = client.post(f"/v1/facts/{fact['id']}/rank", {"rank": "preferred", "reason": " Because.\u2029Really. "})
    assert ranked.json["rank_reason"] == "Because.\nReally."
    assert ranked.json["adjusted"][0]["pointer"] == "/reason"
    key = client.post("/v1/keys", {"name": "an\timporter ", "scopes": ["read"]})
    assert (key.json["name"], key.json["adjusted"][0]["kept"]) == ("an importer", "an importer")
    for body in ({"reason": "a\x07b"}, {"reason": "\u200b"}):
        assert client.post(f"/v1/facts/{fact['id']}/retraction", body).pointers.keys() == {"/reason"}


def test_every_verb_with_a_reason_reports_that_it_is_cleaned(client: Client) -> None:
    start(client)
    a_company(client)
    client.create("companies", {"slug": "other", "name": "Quite Another", "evidence": EVIDENCE})
    (fact,) = client.get("/v1/companies/lab?include=facts").json["facts"]["name"]
    lab, of_fact = "/v1/companies/lab", f"/v1/facts/{fact['id']}"
    say = {"country": {"value": "CN", "evidence": EVIDENCE}}
    client.patch(lab, say)
    (country,) = client.get(f"{lab}?include=facts").json["facts"]["country"]
    of_country = f"/v1/facts/{country['id']}"
    for path, members in (
        (f"{of_country}/retraction", {}),
        (f"{of_country}/reinstatement", {}),
        (f"{of_fact}/rank", {"rank": "preferred"}),
        (f"{of_fact}/evidence", {"evidence": {"quote": "Lab"}}),
        (f"{of_country}/erasure", {}),
        (f"{lab}/merge", {"into": "company/other"}),
        (f"{lab}/merge/reversal", {}),
        (f"{lab}/retirement", {}),
        (f"{lab}/retirement/reversal", {}),
        (f"{lab}/erasure", {}),
    ):
        answer = client.post(path, {**members, "reason": "Because  of\tit. "}, If_Match="*")
        assert (answer.status, [each["pointer"] for each in answer.json["adjusted"]]) == (200, ["/reason"]), path


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"name": "a\x07"}, "/name"),
        ({"aliases": ["ok", "a\u202eb"]}, "/aliases/1"),
        ({"description": "a\x1bb"}, "/description"),
        ({"country": {"value": "CN", "condition": "x\x9f"}}, "/country/condition"),
        ({"country": {"value": "CN", "scope": {"text": "\u2066x"}}}, "/country/scope/text"),
        ({"evidence": {**EVIDENCE, "speaker": "a\x7f"}}, "/evidence/speaker"),
        ({"evidence": {**EVIDENCE, "as_stated": "a\x00"}}, "/evidence/as_stated"),
        ({"identifiers": [{"value": "a\x02", "scheme": "github"}]}, "/identifiers/0/value"),
    ],
)
def test_control_characters_are_refused_wherever_a_text_is_sent(
    client: Client, fields: dict[str, object], pointer: str
) -> None:
    start(client)
    answer = a_company(client, **fields)
    assert answer.status == 422
    assert answer.pointers[pointer] == "bad_text"
    assert "U+" in answer.json["detail"]


def test_a_name_that_can_mean_two_countries_is_refused_with_both(client: Client) -> None:
    start(client)
    answer = a_company(client, country="Korea")
    assert answer.pointers == {"/country": "unknown_code"}
    assert "KR (South Korea) or KP (North Korea)" in answer.json["detail"]
