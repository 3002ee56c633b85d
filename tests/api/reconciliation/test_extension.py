"""Data extension: the values of properties as cells, of entities that are, were merged, or are not on record."""

from typing import Any

from chalicelib.kinds import PLURALS
from chalicelib.kinds.variants import variants_of
from tests.api.conftest import EVIDENCE, Client, a_company
from tests.api.reconciliation.conftest import LEI, get, post
from tests.api.reconciliation.specification import EXTENDED, faults_in


def extended(client: Client, ref: str, *properties: Any, path: str = "/reconcile") -> dict[str, Any]:
    asked = [each if isinstance(each, dict) else {"id": each} for each in properties]
    answer = post(client, path, extend={"ids": [ref], "properties": asked})
    assert answer.status == 200, answer.text
    row: dict[str, Any] = answer.json["rows"][ref]
    return row


def test_values_are_texts_entities_and_dates_as_edtf(filled: Client) -> None:
    assert extended(filled, "model/deepseek-v3", "developer", "released", "training_cost") == {
        "developer": [{"id": "company/deepseek", "name": "DeepSeek"}],
        "released": [{"str": "2024-12-26"}],
        "training_cost": [{"str": "5.576e6 USD"}],
    }
    assert extended(filled, "company/deepseek", "founded", "aliases", "lei", "isin", "identifiers") == {
        "founded": [{"str": "2023-07"}],
        "aliases": [{"str": "深度求索"}],
        "lei": [{"str": LEI}],
        "isin": [],
        "identifiers": [{"str": f"{LEI} (scheme: lei)"}],
    }


def test_exact_amounts_are_numbers_if_asked_for(client: Client) -> None:
    measured = {
        "parameters": {"amount": "671e9", "unit": "parameter"},
        "training_cost": {"amount": "5.25", "unit": "USD", "bound": "about"},
        "max_output": {"amount": "8000", "unit": "token"},
        "prices": [{"value": {"amount": "0.27", "unit": "USD/Mtok"}, "direction": "input"}],
        "open_weights": True,
    }
    client.create("models", {"slug": "zeta", "name": "Zeta", **measured, "evidence": EVIDENCE})
    asked = [{"id": name, "settings": {"amounts": "number"}} for name in measured]

    assert extended(client, "model/zeta", *asked) == {
        "parameters": [{"int": 671_000_000_000}],
        "training_cost": [{"str": "about 5.25 USD"}],
        "max_output": [{"int": 8000}],
        "prices": [{"float": 0.27}],
        "open_weights": [{"str": "true"}],
    }
    texts = extended(
        client, "model/zeta", "prices", {"id": "parameters", "settings": {}}, {"id": "max_output", "settings": None}
    )
    assert texts == {
        "prices": [{"str": "0.27 USD/Mtok (direction: input, tier: standard)"}],
        "parameters": [{"str": "671e9 parameter"}],
        "max_output": [{"str": "8000 token"}],
    }


def test_every_property_of_the_seeds_is_fetched_as_the_specification_says(seeded: Client) -> None:
    for kind in PLURALS.values():
        refs = [each["ref"] for each in seeded.get(f"/v1/{kind.plural}?limit=40").json["items"]]
        names = [{"id": name} for name in variants_of(kind)]
        for start in range(0, len(names), 50):
            answer = post(seeded, extend={"ids": refs, "properties": names[start : start + 50]})
            assert (answer.status, faults_in(EXTENDED, answer.json)) == (200, []), answer.text[:500]
            views = {ref: row for ref, row in answer.json["rows"].items() if any(row.values())}
            assert start or {*views} == {*refs}


def test_a_disputed_value_is_the_one_that_is_chosen(filled: Client) -> None:
    other = {"source": "source/other", "basis": "third_party_report"}
    filled.create("sources", {"slug": "other", "title": "Another report"})
    fact = {"entity": "company/deepseek", "property": "founded", "value": "2022", "evidence": other}
    assert filled.post("/v1/facts", {"facts": [fact]}).status == 201

    view = filled.get("/v1/companies/deepseek").json
    assert view["disputed"] == ["founded"]
    assert extended(filled, "company/deepseek", "founded") == {"founded": [{"str": view["founded"]}]}


def test_ids_that_are_not_on_record_have_no_values(filled: Client) -> None:
    for ref in ("company/nobody", "nonsense", "", "colour/red", "company/" + "x" * 200):
        assert extended(filled, ref, "founded", "lei") == {"founded": [], "lei": []}


def test_a_merged_id_has_the_values_of_its_survivor(filled: Client) -> None:
    merged = filled.post("/v1/companies/mercury-de/merge", {"into": "company/deepseek", "reason": "One."}, If_Match="*")
    assert merged.status == 200, merged.text
    assert extended(filled, "company/mercury-de", "lei") == {"lei": [{"str": LEI}]}
    answer = post(filled, extend={"ids": ["company/mercury-de", "company/deepseek"], "properties": [{"id": "founded"}]})
    assert [*answer.json["rows"].values()] == [{"founded": [{"str": "2023-07"}]}] * 2


def test_the_endpoint_of_a_kind_has_no_values_of_other_kinds(filled: Client) -> None:
    assert extended(filled, "company/deepseek", "lei", path="/reconcile/models") == {"lei": []}
    assert extended(filled, "company/deepseek", "lei", path="/reconcile/companies") == {"lei": [{"str": LEI}]}


def test_the_metadata_has_the_kind_of_values_that_are_entities_of_one(filled: Client) -> None:
    answer = get(filled, extend={"ids": [], "properties": [{"id": "family"}, {"id": "released"}, {"id": "developer"}]})
    assert answer.json == {
        "meta": [
            {"id": "family", "name": "Family", "type": {"id": "model", "name": "Model"}},
            {"id": "released", "name": "Released"},
            {"id": "developer", "name": "Developer"},
        ],
        "rows": {},
    }


def test_words_in_place_of_an_entity_are_a_text(client: Client) -> None:
    client.create("companies", a_company("zeta", name="Zeta", parent={"text": "A holding"}))
    assert extended(client, "company/zeta", "parent") == {"parent": [{"str": "A holding"}]}


def test_an_erased_value_leaves_no_cell(filled: Client) -> None:
    (fact,) = filled.get("/v1/companies/deepseek/facts?property=founded").json["items"]
    assert filled.post(f"/v1/facts/{fact['id']}/erasure", {"reason": "A person asked for it."}).status == 200
    assert extended(filled, "company/deepseek", "founded") == {"founded": []}
