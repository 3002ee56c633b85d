"""Batches of queries: the scores and matches are those of resolve, and identifiers and refs decide."""

from typing import Any

from tests.api.conftest import EVIDENCE, Client, a_company
from tests.api.reconciliation.conftest import LEI, candidates, get, matches, post


def resolved(client: Client, *names: Any) -> list[Any]:
    answer = client.post("/v1/resolve", {"names": list(names)}, key=None)
    assert answer.status == 200, answer.text
    items: list[Any] = answer.json["items"]
    return items


def test_scores_and_matches_are_those_of_resolve(filled: Client) -> None:
    named: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
        "q0": ({"query": "深度求索"}, {"name": "深度求索"}),
        "q1": ({"query": "Mercury"}, {"name": "Mercury"}),
        "q2": (
            {"query": "Mercury", "properties": [{"pid": "country", "v": "DE"}]},
            {"name": "Mercury", "context": {"country": "DE"}},
        ),
        "q3": ({"query": "Depseek", "type": "company"}, {"name": "Depseek", "kind": "company"}),
        "q4": ({"query": "Nobody at all"}, {"name": "Nobody at all"}),
        "q5": ({"query": "deepseek v3", "type": "model"}, {"name": "deepseek v3", "kind": "model"}),
        "q6": (
            {"query": "DeepSeek-V3", "properties": [{"pid": "released", "v": "2024"}, {"pid": "owner", "v": "Meta"}]},
            {"name": "DeepSeek-V3", "context": {"date": "2024", "developer": "Meta"}},
        ),
    }
    answer = post(filled, queries={key: query for key, (query, _) in named.items()})
    items = resolved(filled, *(name for _, name in named.values()))

    for key, item in zip(named, items, strict=True):
        shown = [(each["id"], each["score"], each["match"]) for each in candidates(answer, key)]
        expected = [(each["ref"], each["score"], each["ref"] == item["ref"]) for each in item["candidates"]]
        assert sorted(shown) == sorted(expected), key
    assert matches(answer) == {key: item["ref"] for key, item in zip(named, items, strict=True)}


def test_a_candidate_explains_its_score_and_what_distinguishes_it(filled: Client) -> None:
    (found,) = candidates(
        post(
            filled,
            queries={"q0": {"query": "Depseek", "type": "company", "properties": [{"pid": "country", "v": "CN"}]}},
        )
    )

    assert (found["name"], found["description"], found["type"]) == (
        "DeepSeek",
        "Country: CN",
        [{"id": "company", "name": "Company"}],
    )
    features = {each["id"]: each["value"] for each in found["features"]}
    assert (features["typos"], features["kind"], features["context_country"]) == (1, True, True)
    assert "context" not in features


def test_a_get_answers_as_a_post(filled: Client) -> None:
    batch = {"q0": {"query": "Mercury", "limit": 1}}
    assert get(filled, queries=batch).json == post(filled, queries=batch).json
    assert len(candidates(get(filled, queries=batch))) == 1


def test_an_empty_batch_and_a_blank_name_have_no_candidates(filled: Client) -> None:
    assert post(filled, queries={}).json == {}
    assert candidates(post(filled, queries={"q0": {"query": " "}})) == []
    assert candidates(post(filled, queries={"q0": {"query": "", "properties": [{"pid": "country", "v": "CN"}]}})) == []


def test_several_types_leave_out_candidates_of_other_kinds(filled: Client) -> None:
    both = {"q0": {"query": "DeepSeek", "type": ["company", "model"]}}
    other = {"q0": {"query": "DeepSeek", "type": ["product", "model"]}}
    assert matches(post(filled, queries=both)) == {"q0": "company/deepseek"}
    assert matches(post(filled, queries=other)) == {"q0": None}
    assert {each["type"][0]["id"] for each in candidates(post(filled, queries=other))} <= {"model"}


def test_a_type_can_be_a_list_or_an_object(filled: Client) -> None:
    for sent in ("company", ["company"], {"id": "company", "name": "Company"}, [{"id": "company"}], None, []):
        assert matches(post(filled, queries={"q0": {"query": "DeepSeek", "type": sent}})) == {"q0": "company/deepseek"}


def test_the_endpoint_of_a_kind_has_this_kind_alone(filled: Client) -> None:
    batch = {"q0": {"query": "DeepSeek"}, "q1": {"query": "DeepSeek-V3"}}
    assert matches(post(filled, "/reconcile/companies", queries=batch)) == {"q0": "company/deepseek", "q1": None}
    assert matches(post(filled, "/reconcile/models", queries=batch)) == {"q0": None, "q1": "model/deepseek-v3"}
    for plural, kind in (("companies", "company"), ("models", "model")):
        answer = post(filled, f"/reconcile/{plural}", queries=batch)
        assert {each["type"][0]["id"] for key in batch for each in candidates(answer, key)} <= {kind}


def test_an_identifier_decides_whatever_the_name_is(filled: Client) -> None:
    by_lei = {"pid": "lei", "v": LEI.lower()}
    answer = post(filled, queries={"q0": {"query": "Mercury", "properties": [by_lei]}, "q1": {"properties": [by_lei]}})

    assert matches(answer) == {"q0": "company/deepseek", "q1": "company/deepseek"}
    (found,) = candidates(answer)
    assert (found["score"], found["features"]) == (1.0, [{"id": "identifier", "value": True}])


def test_an_identifier_that_nobody_has_leaves_the_decision_to_the_name(filled: Client) -> None:
    for wrong in ("HWUPKR0MPOU8FGXBT394", "no identifier", "0" * 300):
        sent = {"q0": {"query": "DeepSeek", "properties": [{"pid": "lei", "v": wrong}]}}
        assert matches(post(filled, queries=sent)) == {"q0": "company/deepseek"}


def test_an_identifier_of_another_time_does_not_decide(client: Client) -> None:
    former = {"identifiers": [{"value": LEI, "scheme": "lei", "valid": "2006/2010"}]}
    client.create("companies", a_company("former", name="Former holder", **former))
    client.create("companies", a_company("deepseek", name="DeepSeek"))
    sent = {"q0": {"query": "DeepSeek", "properties": [{"pid": "lei", "v": LEI}]}}
    assert client.get(f"/v1/lookup?scheme=lei&value={LEI}").json["items"][0]["former"]
    assert matches(post(client, queries=sent)) == {"q0": "company/deepseek"}


def test_an_identifier_of_an_entity_of_another_kind_does_not_decide(filled: Client) -> None:
    sent = {"q0": {"query": "DeepSeek-V3", "type": "model", "properties": [{"pid": "lei", "v": LEI}]}}
    assert matches(post(filled, queries=sent)) == {"q0": "model/deepseek-v3"}


def test_an_identifier_that_two_entities_have_matches_neither(filled: Client) -> None:
    twin = {"identifiers": [{"value": LEI, "scheme": "lei"}]}
    filled.create("companies", a_company("twin", name="Twin", **twin), is_namesake=True)
    answer = post(filled, queries={"q0": {"query": "DeepSeek", "properties": [{"pid": "lei", "v": LEI}]}})

    assert matches(answer) == {"q0": None}
    assert {each["id"] for each in candidates(answer)} == {"company/deepseek", "company/twin"}


def test_a_ref_names_its_entity_and_a_merged_one_its_survivor(filled: Client) -> None:
    into = {"into": "company/mercury-us", "reason": "One company."}
    merged = filled.post("/v1/companies/mercury-de/merge", into, If_Match="*")
    assert merged.status == 200, merged.text

    refs = {
        "q0": {"query": "company/deepseek"},
        "q1": {"query": "company/mercury-de"},
        "q2": {"query": "company/nobody"},
    }
    answer = post(filled, queries=refs)

    assert matches(answer) == {"q0": "company/deepseek", "q1": "company/mercury-us", "q2": None}


def test_the_match_comes_first_for_clients_that_look_at_no_other(client: Client) -> None:
    client.create("companies", a_company("maker", name="Maker"))
    a_model = {"developer": ["company/maker"], "evidence": EVIDENCE}
    client.create("models", {"slug": "zeta", "name": "Zeta", "level": "family", **a_model})
    dated = {"slug": "zeta-2025-01-01", "name": "Zeta-latest", "family": "model/zeta", "level": "version", **a_model}
    client.create("models", {**dated, "aliases": ["Zeta 2025-01-01"]}, is_namesake=True)

    for name in ("Zeta-latest", "Zeta", "Zeta 2025-01-01"):
        answer = post(client, queries={"q0": {"query": name}})
        assert [each["match"] for each in candidates(answer)][1:] == [False] * (len(candidates(answer)) - 1)


def test_a_ticker_matches_the_issuer_if_a_company_is_asked_for(client: Client) -> None:
    client.create("companies", a_company("nvidia", name="Nvidia"))
    ticker = {"identifiers": [{"value": "XNAS:NVDA", "scheme": "ticker"}], "issuer": "company/nvidia"}
    share = {"slug": "nvidia-share", "name": "Nvidia share", "instrument_type": "share", **ticker, "evidence": EVIDENCE}
    client.create("instruments", share)

    (item,) = resolved(client, {"name": "NVDA", "kind": "company"})
    answer = post(client, queries={"q0": {"query": "NVDA", "type": "company"}})

    assert (item["ref"], [each["ref"] for each in item["candidates"]]) == (
        "company/nvidia",
        ["instrument/nvidia-share"],
    )
    assert matches(answer) == {"q0": "company/nvidia"}
    first = candidates(answer)[0]
    assert (first["id"], first["name"], first["score"]) == ("company/nvidia", "Nvidia", item["candidates"][0]["score"])
    for strictness, count in (("should", 2), ("any", 1), ("all", 1)):
        sent = {"q0": {"query": "NVDA", "type": "company", "type_strict": strictness}}
        assert len(candidates(post(client, queries=sent))) == count
    strict = post(client, "/reconcile/companies", queries={"q0": {"query": "NVDA"}})
    assert [each["id"] for each in candidates(strict)] == ["company/nvidia"]


def test_properties_that_are_no_evidence_are_ignored(filled: Client) -> None:
    plain = post(filled, queries={"q0": {"query": "Mercury"}}).json
    for pid in ("favourite colour", "founded", "website"):
        sent = {"q0": {"query": "Mercury", "properties": [{"pid": pid, "v": "blue", "name": "A column"}]}}
        assert post(filled, queries=sent).json == plain


def test_of_several_values_the_first_counts(filled: Client) -> None:
    sent = {"q0": {"query": "Mercury", "properties": [{"pid": "country", "v": ["", "DE", "US"]}]}}
    assert matches(post(filled, queries=sent)) == {"q0": "company/mercury-de"}
