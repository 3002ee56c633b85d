"""Events over HTTP: every type with its fields and roles, the signs of its amounts, and the forms that are closed."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from chalicelib.domain.facts.contents import Content
from chalicelib.domain.facts.evidence import Evidence
from chalicelib.domain.values import Code, Quantity, QuantityType, Value
from chalicelib.kinds import KINDS
from tests.api.conftest import EVIDENCE, Client, a_company, a_fact, an_event
from tests.api.snapshots import filled_once
from tests.kinds.examples import supporting
from tests.operations.builders import crowd

EVENT = KINDS["event"]
MONEY = {"amount": "1", "unit": "USD"}


@pytest.fixture
@filled_once
def filled(client: Client) -> Client:
    """A client of a service that knows all that the worked examples refer to."""
    for kind, body in supporting():
        client.create(KINDS[kind].plural, dict(body))
    return client


def _sent_values(sent: Any) -> list[Any]:
    """Return the values of a member of a body, without their evidence and qualifiers."""
    entries = sent if isinstance(sent, list) else [sent]
    return [each["value"] if isinstance(each, Mapping) and "value" in each else each for each in entries]


@pytest.mark.parametrize("event_type", EVENT.types, ids=lambda t: t.name)
def test_an_event_of_each_type_is_written_and_read_with_nothing_lost(filled: Client, event_type: Any) -> None:
    body = event_type.example
    filled.create("events", body)

    flat = filled.get(f"/v1/events/{body['slug']}").json
    for name in body.keys() - {"slug", "evidence"}:
        assert _sent_values(flat[name]) == _sent_values(body[name]), name
    assert flat["disputed"] == []


def _role_of_each_type() -> Iterator[tuple[str, str]]:
    for event_type in EVENT.types:
        yield from ((event_type.name, role) for role in event_type.roles)


@pytest.mark.parametrize(("type_name", "role"), [*_role_of_each_type()])
def test_a_party_takes_part_in_each_role_of_the_type(client: Client, type_name: str, role: str) -> None:
    party = {"value": {"text": "Somebody"}, "role": role}
    client.create("events", an_event(type=type_name, participants=[party]))

    assert client.get("/v1/events/launch").json["participants"] == [party]


def test_a_role_of_another_type_is_refused_with_those_of_this_one(client: Client) -> None:
    party = {"value": {"text": "Somebody"}, "role": "plaintiff"}
    answer = client.post("/v1/events", an_event(type="workforce", participants=[party]))

    assert (answer.status, answer.pointers) == (422, {"/participants/0/role": "unknown_code"})
    assert "company" in answer.json["errors"][0]["detail"]


@pytest.mark.parametrize(
    ("type_name", "field", "owner"),
    [
        ("release", "jobs", "workforce"),
        ("workforce", "name_before", "corporate_change"),
        ("funding_round", "finality", "legal_action"),
        ("partnership", "incident_type", "incident"),
        ("regulation", "target_after", "service_change"),
    ],
)
def test_a_field_of_another_type_is_refused_with_the_type_it_belongs_to(
    client: Client, type_name: str, field: str, owner: str
) -> None:
    answer = client.post("/v1/events", an_event(type=type_name, **{field: "x"}))

    assert (answer.status, answer.pointers) == (422, {f"/{field}": "unknown_property"})
    assert f"it belongs to the type {owner}." in answer.json["errors"][0]["detail"]


def _amounts_below_zero() -> Iterator[Any]:
    for event_type in EVENT.types:
        for declared in event_type.properties:
            if isinstance(declared.type, QuantityType) and declared.closed is None:
                yield pytest.param(event_type.name, declared, id=f"{event_type.name}.{declared.name}")


SIGNED = {"change", "market_cap_change"}


@pytest.mark.parametrize(("type_name", "declared"), [*_amounts_below_zero()])
def test_an_amount_of_an_event_is_never_below_zero_unless_it_is_a_change(
    filled: Client, type_name: str, declared: Any
) -> None:
    first = declared.example[0] if declared.is_list else declared.example
    wrapped = dict(first) if "value" in first else {"value": first}
    unit = {"missing": "unknown"} if "missing" in wrapped["value"] else wrapped["value"]
    sent = {**wrapped, "value": {"amount": "-1", "unit": unit.get("unit", "USD")}}
    answer = filled.post(
        "/v1/events", an_event(type=type_name, **{declared.name: [sent] if declared.is_list else sent})
    )

    if declared.name in SIGNED:
        assert answer.status == 201, answer.text
    else:
        at = f"/{declared.name}/0/value/amount" if declared.is_list else f"/{declared.name}/value/amount"
        assert answer.status == 422
        assert answer.pointers == {at: "below_zero"}


@pytest.mark.parametrize(
    ("type_name", "field", "unit"),
    [
        ("workforce", "jobs", "employee"),
        ("acquisition", "shares", "share"),
        ("chart_rank", "rank_after", "rank"),
        ("incident", "affected", "record"),
        ("legal_action", "affected", "work"),
    ],
)
def test_what_is_counted_has_no_fractions(client: Client, type_name: str, field: str, unit: str) -> None:
    value: Any = {"amount": "1.5", "unit": unit}
    declared = EVENT.property(field, type_name=type_name)
    assert declared is not None
    answer = client.post("/v1/events", an_event(type=type_name, **{field: [value] if declared.is_list else value}))

    at = f"/{field}/0/amount" if declared.is_list else f"/{field}/amount"
    assert (answer.status, answer.pointers) == (422, {at: "not_whole"})


@pytest.mark.parametrize(
    ("type_name", "field", "value", "pointer", "code"),
    [
        ("workforce", "jobs", {"amount": "9", "unit": "user"}, "/jobs/unit", "wrong_dimension"),
        ("workforce", "action", "fire", "/action", "unknown_code"),
        ("workforce", "share_of_staff", {"amount": "4", "unit": "pp"}, "/share_of_staff/unit", "wrong_dimension"),
        ("corporate_change", "action", "sold", "/action", "unknown_code"),
        ("corporate_change", "instrument", "company/openai", "/instrument", "wrong_kind"),
        ("funding_round", "share_price", MONEY, "/share_price/unit", "wrong_dimension"),
        ("funding_round", "parts", [{"value": MONEY}], "/parts/0/party", "missing_field"),
        (
            "funding_round",
            "parts",
            [{"value": MONEY, "party": {"text": "A"}, "way": "takes"}],
            "/parts/0/way",
            "unknown_code",
        ),
        (
            "partnership",
            "parts",
            [{"value": {"amount": "1", "unit": "hour"}, "party": {"text": "A"}}],
            "/parts/0/value/unit",
            "wrong_dimension",
        ),
        ("payment", "share", [{"value": MONEY, "of": "sales"}], "/share/0/value/unit", "wrong_dimension"),
        ("legal_action", "admission", "no", "/admission", "wrong_type"),
        ("legal_action", "finality", "settled", "/finality", "unknown_code"),
        ("legal_action", "amount", {"amount": "1", "unit": "token"}, "/amount/unit", "wrong_dimension"),
        ("legal_action", "covers", "until August", "/covers", "not_a_date"),
        ("service_change", "target_after", "company/openai", "/target_after", "wrong_kind"),
        ("service_change", "notice", {"amount": "30", "unit": "USD"}, "/notice/unit", "wrong_dimension"),
        ("incident", "incident_type", "crash", "/incident_type", "unknown_code"),
        ("incident", "duration", {"amount": "1", "unit": "token"}, "/duration/unit", "wrong_dimension"),
        (
            "regulation",
            "threshold",
            [{"value": {"amount": "1e25", "unit": "USD"}, "measure": "training_compute"}],
            "/threshold/0/value/unit",
            "wrong_dimension",
        ),
        ("regulation", "effective", [{"value": "soon", "for": "all"}], "/effective/0/value", "not_a_date"),
    ],
)
def test_a_wrong_value_is_refused_where_it_was_sent(
    client: Client, type_name: str, field: str, value: Any, pointer: str, code: str
) -> None:
    answer = client.post("/v1/events", an_event(type=type_name, **{field: value}))

    assert (answer.status, answer.pointers) == (422, {pointer: code})


def test_parts_of_one_party_in_different_units_and_ways_are_no_dispute(client: Client) -> None:
    parts = [
        {"value": {"amount": "1.3e9", "unit": "EUR"}, "party": {"text": "ASML"}, "way": "gives"},
        {"value": {"amount": "11", "unit": "%"}, "party": {"text": "ASML"}, "way": "gets"},
        {"value": {"amount": "1", "unit": "seat"}, "party": {"text": "ASML"}, "way": "gets"},
    ]
    client.create("events", an_event(type="funding_round", parts=parts))

    flat = client.get("/v1/events/launch").json
    assert flat["parts"] == parts
    assert flat["disputed"] == []


def test_a_settlement_has_a_sum_and_an_amount_for_each_work(client: Client) -> None:
    client.create("events", an_event(type="legal_action", amount={"amount": "1.5e9", "unit": "USD"}))
    each = {"amount": {"amount": "3000", "unit": "USD/work", "bound": "about"}, "evidence": EVIDENCE}
    assert client.patch("/v1/events/launch", each).status == 200

    flat = client.get("/v1/events/launch").json
    shown = [flat["amount"], *(entry["value"] for entry in flat["also"]["amount"])]
    assert sorted(value["unit"] for value in shown) == ["USD", "USD/work"]
    assert flat["disputed"] == []


# Price changes


def _price(amount: str, **qualifiers: Any) -> dict[str, Any]:
    return {"value": {"amount": amount, "unit": "USD/Mtok"}, **qualifiers}


def test_a_price_change_has_prices_before_and_after_for_each_band(client: Client) -> None:
    over = {"above": {"amount": "200000", "unit": "token"}}
    before = [_price("3", direction="input"), _price("6", direction="input", **over)]
    after = [_price("2", direction="input"), _price("4", direction="input", **over)]
    client.create("events", an_event(type="price_change", price_before=before, price_after=after))

    flat = client.get("/v1/events/launch").json
    assert [each["value"]["amount"] for each in flat["price_before"]] == ["3", "6"]
    assert [each["value"]["amount"] for each in flat["price_after"]] == ["2", "4"]
    assert [each.get("above") for each in flat["price_after"]] == [None, over["above"]]
    assert flat["disputed"] == []


@pytest.mark.parametrize(("field", "value"), [("direction", "output"), ("tier", "batch")])
def test_the_direction_and_tier_of_a_whole_event_are_refused_with_the_right_form(
    client: Client, field: str, value: str
) -> None:
    client.create("events", an_event(type="price_change"))
    created = client.post("/v1/events", an_event("other", type="price_change", **{field: value}))
    patched = client.patch("/v1/events/launch", {field: value, "evidence": EVIDENCE})
    recorded = client.post("/v1/facts", {"facts": [a_fact("event/launch", field, value)]})

    for answer, pointer in ((created, f"/{field}"), (patched, f"/{field}"), (recorded, "/facts/0")):
        assert (answer.status, answer.pointers) == (422, {pointer: "closed_property"})
        assert '"direction": "output"' in answer.json["errors"][0]["detail"]


def test_the_direction_of_a_trend_is_still_taken(client: Client) -> None:
    client.create("events", an_event(type="trend", direction="down"))
    assert client.get("/v1/events/launch").json["direction"] == "down"


def test_a_price_change_on_record_in_the_old_form_is_still_shown(client: Client) -> None:
    client.create("events", an_event(type="price_change"))
    evidence = Evidence.read(EVIDENCE)
    old: dict[str, Value] = {
        "direction": Code("output"),
        "tier": Code("standard"),
        "price_after": Quantity("1.10", "USD/Mtok", None),
    }
    crowd(client.world, "event/launch", [Content(name, value, evidence) for name, value in old.items()])
    client.patch("/v1/events/launch", {"place": "Hangzhou", "evidence": EVIDENCE})

    flat = client.get("/v1/events/launch").json
    assert (flat["direction"], flat["tier"]) == ("output", "standard")
    assert flat["price_after"] == [{"value": {"amount": "1.10", "unit": "USD/Mtok"}}]


# The other side of a lawsuit


def _case(client: Client, action: str) -> list[tuple[str, str]]:
    client.create("companies", a_company("times"))
    parties = [
        {"value": "company/times", "role": "counterparty"},
        {"value": {"text": "Its readers"}, "role": "beneficiary"},
    ]
    client.create("events", an_event(type="legal_action", action=action, participants=parties))
    return [(str(each["value"]), each["role"]) for each in client.get("/v1/events/launch").json["participants"]]


def test_the_counterparty_of_a_lawsuit_is_read_as_the_plaintiff(client: Client) -> None:
    assert _case(client, "lawsuit")[0] == ("company/times", "plaintiff")

    (link,) = client.get("/v1/companies/times/timeline").json["items"]
    assert {"property": "participants", "role": "plaintiff"} in link["links"]
    recorded = client.get("/v1/events/launch/facts?property=participants").json["items"]
    assert sorted(fact["qualifiers"]["role"] for fact in recorded) == ["beneficiary", "counterparty"]


def test_the_counterparty_of_another_legal_action_stays_one(client: Client) -> None:
    assert _case(client, "settlement")[0] == ("company/times", "counterparty")


def test_a_counterparty_and_a_plaintiff_of_a_lawsuit_are_one_participant(client: Client) -> None:
    _case(client, "lawsuit")
    again = [{"value": "company/times", "role": "plaintiff"}]
    client.patch("/v1/events/launch", {"participants": again, "evidence": EVIDENCE})

    parties = client.get("/v1/events/launch").json["participants"]
    assert [each["role"] for each in parties] == ["plaintiff", "beneficiary"]
