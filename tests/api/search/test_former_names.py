"""Former names over HTTP: marked in JSON and CSV, and preferred at `valid_at`."""

import pytest

from tests.api.conftest import EVIDENCE, Client, a_company, holding

BIRD = {"slug": "bird", "name": "Ex", "aliases": [{"value": "Bird", "valid": "2006/2023-07"}]}
PETS = {"slug": "pets", "name": "Pets", "aliases": [{"value": "Bird", "valid": "2024/.."}]}


@pytest.fixture
def moved(client: Client) -> Client:
    """A client of a service in which an alias passed from one company to another."""
    for fields in (BIRD, PETS):
        client.create("companies", a_company(**fields))
    return client


@pytest.mark.parametrize("path", ["search?q=bird", "autocomplete?q=bi"])
def test_former_names_are_marked_and_come_last(moved: Client, path: str) -> None:
    items = moved.get(f"/v1/{path}").json["items"]
    assert [(each["ref"], holding(each), each["valid"]) for each in items] == [
        ("company/pets", "now", "2024/.."),
        ("company/bird", "former", "2006/2023-07"),
    ]
    items = moved.get(f"/v1/{path}&valid_at=2010-01-01").json["items"]
    assert [(each["ref"], holding(each)) for each in items] == [("company/bird", "now"), ("company/pets", "later")]


def test_former_names_are_marked_in_csv(moved: Client) -> None:
    lines = moved.get("/v1/search?q=bird&format=csv").text.splitlines()
    assert lines[0] == "ref,kind,label,name,match,hint,former,later,valid,valid.from,valid.to"
    assert [line.rpartition("exact,")[2] for line in lines[1:]] == [
        ",false,false,2024/..,2024-01-01,",
        ",true,false,2006/2023-07,2006-01-01,2023-07-31",
    ]


@pytest.mark.parametrize(("valid_at", "ref"), [("", "company/pets"), ("?valid_at=2010-01-01", "company/bird")])
def test_a_moved_name_resolves_to_its_holder(moved: Client, valid_at: str, ref: str) -> None:
    (item,) = moved.post(f"/v1/resolve{valid_at}", {"names": ["Bird"]}).json["items"]
    assert (item["status"], item["ref"], item["reason"]) == ("match", ref, None)
    assert sorted(holding(each) for each in item["candidates"]) == (["later", "now"] if valid_at else ["former", "now"])


def test_a_former_name_that_nobody_has_now_resolves_with_the_reason(client: Client) -> None:
    client.create("companies", a_company(**BIRD))
    (item,) = client.post("/v1/resolve", {"names": ["Bird, Inc."]}).json["items"]
    assert (item["ref"], item["reason"]) == ("company/bird", "former_name")


def test_a_ticker_resolves_with_the_reason(client: Client) -> None:
    client.create("companies", a_company("nvidia", name="Nvidia"))
    tickers = [{"value": "XNAS:NVDA", "scheme": "ticker"}]
    share = {"slug": "share", "name": "Common stock", "issuer": "company/nvidia", "identifiers": tickers}
    client.create("instruments", {**share, "evidence": EVIDENCE})
    sent = ["NVDA", {"name": "NVDA", "kind": "company"}]
    items = client.post("/v1/resolve", {"names": sent}).json["items"]
    assert [(each["ref"], each["reason"]) for each in items] == [
        ("instrument/share", "ticker"),
        ("company/nvidia", "ticker"),
    ]
    assert items[0]["candidates"][0]["features"]["ticker"] is True


@pytest.mark.parametrize("q", ["OpenAI, Inc.", "openai inc", "OpenAI L.L.C."])
def test_a_legal_form_need_not_be_in_the_name(client: Client, q: str) -> None:
    client.create("companies", a_company("openai", name="OpenAI"))
    for path in ("search", "autocomplete"):
        assert [each["ref"] for each in client.get(f"/v1/{path}?q={q.replace(' ', '%20')}").json["items"]] == [
            "company/openai"
        ]


@pytest.mark.parametrize("name", ["1&1", "1 and 1"])
@pytest.mark.parametrize("q", ["1%261", "1%20and%201", "1%20%26%201", "1+1"])
def test_a_sign_for_and_finds_the_word_and_the_other_way_round(client: Client, name: str, q: str) -> None:
    client.create("companies", a_company("one", name=name))
    assert [each["ref"] for each in client.get(f"/v1/search?q={q}").json["items"]] == ["company/one"]
