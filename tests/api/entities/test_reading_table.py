"""The worked cases of the rule for competing facts, written and read over HTTP."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.api.conftest import EVIDENCE, Body, Client, a_company, an_event

MODEL, COMPANY, EVENT = "model/m", "company/c", "event/e"
URLS = {MODEL: "/v1/models/m", COMPANY: "/v1/companies/c", EVENT: "/v1/events/e"}


def said(value: Any, **more: Any) -> Body:
    """Make one fact: its members, and those of its evidence and of its source by name."""
    return {"value": value, **more}


def usd(amount: str, **more: str) -> Body:
    return {"amount": amount, "unit": "USD", **more}


def price(amount: str, unit: str = "USD/Mtok", **more: Any) -> Body:
    return said({"amount": amount, "unit": unit}, qualifiers={"direction": "input"}, **more)


def window(amount: str, **more: Any) -> Body:
    return said({"amount": amount, "unit": "token"}, **more)


def boss(name: str, **more: Any) -> Body:
    return said({"text": name}, qualifiers={"role": "chief_executive"}, **more)


@dataclass(frozen=True)
class Case:
    """Facts of one property in the order they are sent, and what the view then says."""

    number: int
    entity: str
    property: str
    facts: Sequence[Body]
    shown: Any  # of a list the values, with their conditions
    also: Sequence[Any] = ()
    disputed: bool = False
    hedged: str | None = None
    query: str = ""
    why: Sequence[str] = ()  # of the slot that is shown
    rejected: Sequence[str] = field(default_factory=tuple)  # the first words of each reason


CASES = [
    Case(
        1,
        MODEL,
        "prices",
        [price("3"), price("6", condition="over 200,000 tokens"), price("3.0", source="b")],
        shown=["3", "6 if over 200,000 tokens"],
        hedged="conditional",
    ),
    Case(3, MODEL, "prices", [price("6", "CNY/Mtok"), price("0.87")], shown=["6", "0.87"]),
    Case(
        5,
        MODEL,
        "context_window",
        [window("128000", scope={"text": "p1"}), window("200000", scope={"text": "p2"})],
        shown=None,
        also=["128000", "200000"],
    ),
    Case(
        6,
        EVENT,
        "amount",
        [said({"amount": "1.7e9", "unit": "EUR"}), said(usd("2e9", bound="about"))],
        shown="1.7e9",
        also=["2e9"],
        why=["only: this slot has no other standing fact"],
    ),
    Case(
        7,
        MODEL,
        "prices",
        [
            said(
                {"amount": "3", "unit": "USD/Mtok"},
                qualifiers={"direction": "input", "region": "US"},
                published="2025-01-01",
            ),
            said(
                {"amount": "4", "unit": "USD/Mtok"},
                qualifiers={"direction": "input", "region": "United States"},
                published="2025-02-01",
            ),
        ],
        shown=["4"],
        disputed=True,
        why=["publication: 2025-02-01"],
        rejected=["publication"],
    ),
    Case(
        9,
        MODEL,
        "license",
        [said("MIT"), said("Apache-2.0")],
        shown="Apache-2.0",
        disputed=True,
        why=["tie: the smaller value"],
        rejected=["tie"],
    ),
    Case(
        10,
        MODEL,
        "license",
        [said("Apache-2.0"), said("apache 2.0")],
        shown="Apache-2.0",
        why=["only: all standing facts give the same value"],
        rejected=["same"],
    ),
    Case(
        11,
        COMPANY,
        "description",
        [said("over 10 hours", published="2025-06-11"), said("about 34 hours", published="2025-06-12")],
        shown="over 10 hours",
        also=["about 34 hours"],
        why=["publication: 2025-06-11"],
        rejected=["publication"],
    ),
    Case(
        12,
        COMPANY,
        "officers",
        [
            boss("A", valid="2019-05/..", basis="self_reported", published="2019-05-02"),
            boss("B", valid="2024-03-01/..", published="2024-03-02"),
        ],
        shown=["B"],
        rejected=["followed: another origin gives a value from 2024-03-01 on"],
    ),
    Case(
        13,
        COMPANY,
        "officers",
        [
            boss("A", valid="2025-12-24/..", basis="self_reported", published="2025-12-24"),
            boss("B", valid="2025-12-25/..", published="2025-12-25"),
        ],
        shown=["A"],
        disputed=True,
        why=["basis: self_reported"],
        rejected=["basis"],
    ),
    Case(
        16,
        MODEL,
        "context_window",
        [
            window("128000", valid="2025-07/..", publisher="Catalogue", published="2025-07-01"),
            window("256000", valid="2025-12/..", publisher="Catalogue", published="2025-12-01"),
        ],
        shown="256000",
        rejected=["followed: the same origin gives a value from 2025-12 on"],
    ),
    Case(
        17,
        COMPANY,
        "officers",
        [
            boss("A", valid="2024-05-01", basis="record_of_truth"),
            boss("B", valid="2025-05-02/..", basis="opinion"),
        ],
        shown=["A"],
        disputed=True,
        why=["basis: record_of_truth"],
        rejected=["basis"],
    ),
    Case(
        19,
        COMPANY,
        "officers",
        [boss("B", published="2026"), boss("A", valid="2010/2020-06")],
        shown=["A"],
        query="valid_at=2015-01-01",
        rejected=["undated"],
    ),
    Case(
        21,
        COMPANY,
        "figures",
        [
            said(usd("220e6"), qualifiers={"measure": "revenue"}),
            said(usd("55e6", bound="about"), qualifiers={"measure": "revenue"}, replaces=[0]),
        ],
        shown=["55e6"],
        rejected=["replaced"],
    ),
    Case(
        22,
        EVENT,
        "amount",
        [
            said(usd("340e9"), certainty="rumoured", published="2025-01-15"),
            said(usd("300e9"), published="2025-03-31"),
            said(usd("500e9"), certainty="rumoured", published="2025-05-02"),
        ],
        shown="300e9",
        also=["500e9 rumoured"],
        why=["certainty: asserted"],
        rejected=["overtaken", "certainty"],
    ),
    Case(
        23,
        EVENT,
        "amount",
        [said(usd("118.58")), said(usd("118.42"))],
        shown="118.42",
        disputed=True,
        why=["tie: the smaller value"],
        rejected=["tie: another is the smaller value"],
    ),
    Case(
        25,
        MODEL,
        "license",
        [said("MIT", rank="preferred"), said("Apache-2.0")],
        shown="MIT",
        also=["Apache-2.0"],
        why=["rank: preferred"],
        rejected=["rank"],
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"({case.number})")
def test_the_view_shows_disputes_or_lists_what_competes(client: Client, case: Case) -> None:
    created(client, case.entity)
    recorded(client, case)

    view = client.get(f"{URLS[case.entity]}?{case.query}").json
    assert brief(view.get(case.property)) == case.shown
    assert [brief(entry) for entry in view.get("also", {}).get(case.property, [])] == list(case.also)
    assert (case.property in view["disputed"]) == case.disputed
    assert view["hedged"].get(case.property) == case.hedged


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"({case.number})")
def test_explain_says_why_and_names_what_was_passed_over(client: Client, case: Case) -> None:
    created(client, case.entity)
    ids = recorded(client, case)

    slots = client.get(f"{URLS[case.entity]}?explain=true&{case.query}").json["explain"][case.property]
    reasons = sorted(each["reason"] for slot in slots for each in slot["rejected"] if each["fact"] in ids)
    spelled_alike = case.number == 1  # 3 and 3.0 say the same
    if not spelled_alike:
        assert [reason[: len(words)] for reason, words in zip(reasons, sorted(case.rejected), strict=True)] == sorted(
            case.rejected
        )
    if case.why:
        assert list(case.why) in [slot["why"] for slot in slots]
    assert not any(fact in words for slot in slots for words in slot["why"] for fact in ids)


def created(client: Client, entity: str) -> None:
    """Create the entity that the facts are about."""
    bodies: dict[str, tuple[str, Body]] = {
        MODEL: ("models", {"slug": "m", "name": "M", "evidence": EVIDENCE}),
        COMPANY: ("companies", a_company("c")),
        EVENT: ("events", an_event("e", type="funding_round")),
    }
    client.create(*bodies[entity])


def recorded(client: Client, case: Case) -> list[str]:
    """Record the facts one by one, each from a source with its date and publisher; give their ids."""
    ids: list[str] = []
    for number, fact in enumerate(case.facts):
        of_source: Body = {name: fact[name] for name in ("published",) if name in fact}
        if "publisher" in fact:
            of_source["publisher"] = {"text": fact["publisher"]}
        client.create("sources", {"slug": f"s{number}", "title": f"Source {number}", **of_source})
        evidence: Body = {"source": f"source/s{number}", "basis": fact.get("basis", "third_party_report")}
        evidence |= {"certainty": fact["certainty"]} if "certainty" in fact else {}
        if "replaces" in fact:
            evidence["replaces"] = [ids[at] for at in fact["replaces"]]
        members: Body = {
            name: fact[name] for name in ("value", "qualifiers", "scope", "condition", "valid") if name in fact
        }
        body: Body = {"entity": case.entity, "property": case.property, **members, "evidence": evidence}
        answer = client.post("/v1/facts", {"facts": [body]})
        assert answer.status == 201, answer.json
        ids.append(answer.json["facts"][0]["id"])
        if "rank" in fact:
            client.post(f"/v1/facts/{ids[-1]}/rank", {"rank": fact["rank"], "reason": "The licence file says so."})
    return ids


def brief(value: Any) -> Any:
    """Say what a view shows in a word or two: the amount or the text, and what it hangs on."""
    if isinstance(value, list):
        return [brief(entry) for entry in value]
    if not isinstance(value, dict):
        return value
    inner = value.get("value", value)
    words = inner if isinstance(inner, str) else inner.get("amount", inner.get("text"))
    condition = f" if {value['condition']}" if "condition" in value else ""
    return f"{words}{condition}{' ' + value['hedged'] if 'hedged' in value else ''}"
