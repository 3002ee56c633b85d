"""GET /v1/export and POST /v1/import, over whole events."""

import json
from typing import Any

import pytest

from chalicelib.operations.transfer import export as operation
from tests.api.conftest import EVIDENCE, READER, WRITER, Client, a_company
from tests.api.pages_of_exports import NDJSON, a_page, emptied, send_page

COMPANY = "/v1/companies/deepseek"


def lines_of(text: str) -> list[Any]:
    return [json.loads(line) for line in text.splitlines()]


def export_all(client: Client) -> list[str]:
    """Follow the links of an export."""
    url, pages = "/v1/export", list[str]()
    while url:
        answer = client.get(url, key=client.key)
        assert (answer.status, answer.headers["content-type"]) == (200, "application/x-ndjson")
        assert answer.headers["cache-control"] == "no-store"
        pages.append(answer.text)
        following = next((each for each in answer.headers.get("link", "").split(", ") if 'rel="next"' in each), "")
        url = following.partition("<")[2].partition(">")[0].removeprefix(client.base)
    return pages


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operation, "MAX_PAGE_BYTES", 2_000)


def written(client: Client) -> None:
    client.create("companies", a_company(country="CN"))
    assert client.patch(COMPANY, {"country": "SG", "evidence": {**EVIDENCE, "basis": "opinion"}}).status == 200
    found = next(line for line in lines_of(export_all(client)[0]) if line["line"] == "fact" and line["value"] == "SG")
    assert client.post(f"/v1/facts/{found['id']}/retraction", {"reason": "A misreading."}).status == 200


@pytest.mark.usefixtures("small_pages")
def test_an_export_over_http_brings_everything_to_an_empty_table(client: Client) -> None:
    written(client)
    pages = export_all(client)
    asked = (COMPANY, f"{COMPANY}/history", f"{COMPANY}/facts", "/v1/changes?after=0", "/v1/stats")
    before = [client.get(url).json for url in asked]
    assert len(pages) > 2

    emptied(client)
    answers = [send_page(client, lines_of(page)) for page in pages]

    assert [answer.status for answer in answers] == [200] * len(pages)
    assert [answer.json["complete"] for answer in answers] == [*([False] * (len(pages) - 1)), True]
    assert [client.get(url).json for url in asked] == before
    assert export_all(client) == pages


def test_the_last_page_has_no_next_one(client: Client) -> None:
    answer = client.get("/v1/export", key=client.key)

    assert answer.status == 200
    assert "next" not in answer.headers.get("link", "")


def test_an_export_needs_a_key_also_where_reads_are_open(client: Client) -> None:
    assert client.get("/v1/stats", key=None).status == 200
    assert client.get("/v1/export").status == 401
    assert client.get("/v1/export", key=READER).status == 200


def test_an_import_needs_an_admin(client: Client) -> None:
    text = "".join(json.dumps(line) + "\n" for line in a_page())

    answer = client.send("POST", "/v1/import", body=text, key=WRITER, headers=NDJSON)

    assert (answer.status, answer.json["code"]) == (403, "forbidden")


def test_an_export_has_neither_keys_nor_receipts(client: Client) -> None:
    client.post("/v1/companies", a_company(), Idempotency_Key="a-key-of-mine")

    (page,) = export_all(client)

    assert {line["line"] for line in lines_of(page)} == {
        "page",
        "fact",
        "revision",
        "entity",
        "change",
        "manifest",
        "digest",
    }
    assert not any(word in page for word in ("aif_", "a-key-of-mine", '"receipt"', "hash"))


@pytest.mark.parametrize(
    ("query", "parameter"),
    [("kinds=planet", "kinds"), ("since=-1", "since"), ("since=x", "since"), ("known_at=2026-01-01", "known_at")],
)
def test_a_parameter_that_is_not_valid_is_refused(client: Client, query: str, parameter: str) -> None:
    answer = client.get(f"/v1/export?{query}", key=client.key)

    assert answer.status == 400
    assert list(answer.pointers) == [parameter]


def test_kinds_and_since_over_http(client: Client) -> None:
    client.create("companies", a_company())

    answer = client.get("/v1/export?kinds=company,source&since=1", key=client.key)

    assert {line["ref"] for line in lines_of(answer.text) if line["line"] == "entity"} == {"company/deepseek"}
    assert client.get("/v1/export?since=99", key=client.key).status == 410


def test_a_broken_line_names_its_number(client: Client) -> None:
    first, *others = a_page()
    text = "\n".join([json.dumps(first), '{"line": "fact"', *map(json.dumps, others)])
    broken = client.send("POST", "/v1/import", body=text, key=client.key, headers=NDJSON)
    unknown = send_page(client, [first, {"line": "word"}, *others])

    assert (broken.status, broken.json["code"], "Line 2" in broken.json["detail"]) == (400, "bad_json", True)
    assert (unknown.status, unknown.json["code"]) == (422, "digest_mismatch")


@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.parametrize(
    "half", [{"before": "\ud800"}, {"kinds": ["\ud800"]}, {"\ud800": 1}, {"more": [{"a": "b\udfff"}]}]
)
def test_half_a_surrogate_pair_anywhere_in_a_line_is_refused_with_the_line(
    client: Client, place: int, half: dict[str, Any]
) -> None:
    lines = [*a_page()]
    lines[place] = {**lines[place], **half}
    refused = send_page(client, lines)

    assert (refused.status, refused.json["code"], list(refused.pointers)) == (422, "invalid", [f"/{place}"])
    assert f"Line {place + 1}: It has half a surrogate pair" in refused.json["detail"]


def test_a_number_with_a_fraction_that_no_export_has_is_refused(client: Client) -> None:
    first, *others = a_page()
    refused = send_page(client, [{**first, "since": 0.5}, *others])

    assert (refused.status, refused.json["code"]) in [(422, "digest_mismatch"), (422, "invalid")]


def test_a_page_sent_again_with_its_idempotency_key_is_a_replay(client: Client) -> None:
    emptied(client)
    text = "".join(json.dumps(line) + "\n" for line in a_page())
    headers = {**NDJSON, "Idempotency-Key": "page-1"}

    first, second = (client.send("POST", "/v1/import", body=text, key=client.key, headers=headers) for _ in range(2))

    assert first.json == second.json
    assert (first.json["page"], first.json["complete"], first.json["repeated"]) == (1, True, False)
    assert second.headers["idempotency-replayed"] == "true"


def test_into_an_existing_table_what_differs_is_said(client: Client) -> None:
    client.create("companies", a_company(country="CN"))
    (page,) = export_all(client)
    client.patch(COMPANY, {"country": "SG", "evidence": EVIDENCE})

    answer = send_page(client, lines_of(page), "?into_existing=true")

    assert answer.status == 200
    assert [each["ref"] for each in answer.json["kept"]] == ["company/deepseek"]
    assert answer.json["kept"][0]["revisions"] == {"here": 2, "export": 1}
    assert answer.json["unchanged"] == 1
