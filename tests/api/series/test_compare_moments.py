"""An entity beside itself at several moments, over HTTP."""

import csv
import io
from typing import Any

import pytest

from tests.api.conftest import EVIDENCE, Body, Client, a_fact, a_source
from tests.conftest import Calls, Clock

ONE = "/v1/compare?refs=model/o3"


@pytest.fixture
def moments(client: Client, clock: Clock) -> list[str]:
    """A model that was recorded and then corrected, with the moments before, between and after, and a rival."""
    found = [clock()]
    clock.advance(seconds=60)
    client.create("models", {"slug": "o3", "name": "o3", "evidence": EVIDENCE, "context_window": tokens("100000")})
    clock.advance(seconds=60)
    found.append(clock())
    clock.advance(seconds=60)
    client.create("sources", a_source("other"))
    corrected = {"source": "source/other", "basis": "self_reported"}
    client.patch("/v1/models/o3", {"context_window": tokens("200000"), "license": "MIT", "evidence": corrected})
    client.create("models", {"slug": "r1", "name": "R1", "evidence": EVIDENCE})
    clock.advance(seconds=60)
    found.append(clock())
    return found


def tokens(amount: str) -> Body:
    return {"amount": amount, "unit": "token"}


def cells(answer: Any) -> dict[str, list[Any]]:
    return {row["property"]: [cell and cell["value"] for cell in row["cells"]] for row in answer.json["rows"]}


def test_an_entity_stands_beside_itself_at_two_moments_with_one_query(
    client: Client, moments: list[str], calls: Calls
) -> None:
    _, between, after = moments
    calls.clear()

    answer = client.get(f"{ONE}&known_at={between},{after}&properties=context_window,license")

    assert calls.names == ["Query"]
    assert answer.json["entities"] == [
        {"ref": "model/o3", "status": 200, "label": "o3", "known_at": between},
        {"ref": "model/o3", "status": 200, "label": "o3", "known_at": after},
    ]
    assert cells(answer) == {"context_window": [tokens("100000"), tokens("200000")], "license": [None, "MIT"]}


def test_each_column_equals_the_comparison_at_its_moment_alone(client: Client, moments: list[str]) -> None:
    both = client.get(f"{ONE},model/r1&known_at={moments[1]},{moments[2]}").json
    for number, moment in enumerate(moments[1:]):
        alone = client.get(f"{ONE},model/r1&known_at={moment}").json
        for place, entity in enumerate(alone["entities"]):
            at = 2 * place + number
            assert both["entities"][at] == entity
            own = {(row["property"], str(row["qualifiers"])): row["cells"][place] for row in alone["rows"]}
            shown = {(row["property"], str(row["qualifiers"])): row["cells"][at] for row in both["rows"]}
            assert {name: cell for name, cell in shown.items() if cell} == {n: cell for n, cell in own.items() if cell}


def test_a_moment_before_the_entity_was_recorded_is_an_empty_column(
    client: Client, moments: list[str], calls: Calls
) -> None:
    calls.clear()
    answer = client.get(f"{ONE}&known_at={','.join(moments)}&properties=license")
    assert calls.names in (["Query", "GetItem"], ["Query", "BatchGetItem"])  # it may have been erased
    assert [(each["status"], each["known_at"]) for each in answer.json["entities"]] == [
        (404, moments[0]),
        (200, moments[1]),
        (200, moments[2]),
    ]
    assert cells(answer) == {"license": [None, None, "MIT"]}


def test_a_price_stands_beside_itself_at_two_days(client: Client, moments: list[str], calls: Calls) -> None:
    prices = [
        {"value": {"amount": amount, "unit": "USD/Mtok"}, "direction": "input", "valid": valid}
        for amount, valid in (("10", "2025-04-16"), ("2", "2025-06-10"))
    ]
    client.patch("/v1/models/o3", {"prices": prices, "evidence": EVIDENCE})
    calls.clear()
    answer = client.get(f"{ONE}&valid_at=2025-05-01,2025-07-01&properties=prices")
    assert calls.names == ["Query"]
    assert [each["valid_at"][:10] for each in answer.json["entities"]] == ["2025-05-01", "2025-07-01"]
    assert [cell["value"]["amount"] for cell in answer.json["rows"][0]["cells"]] == ["10", "2"]
    known = client.get(f"{ONE}&valid_at=2025-05-01,2025-07-01&known_at={moments[1]}&properties=prices,name").json
    assert [row["property"] for row in known["rows"]] == ["name"]


def test_a_series_stands_beside_itself_at_two_days(client: Client) -> None:
    client.create("instruments", {"slug": "nvda", "name": "Nvidia", "evidence": EVIDENCE})
    for day, amount in (("2025-01-24", "142.62"), ("2025-01-27", "118.42")):
        sent = {"value": {"amount": amount, "unit": "USD"}, "valid": f"{day}/{day}"}
        client.post("/v1/facts", {"facts": [a_fact("instrument/nvda", "price", **sent)]})
    answer = client.get("/v1/compare?refs=instrument/nvda&properties=price&valid_at=2025-01-25,2025-01-28")
    assert [cell["value"]["amount"] for cell in answer.json["rows"][0]["cells"]] == ["142.62", "118.42"]


def test_a_spreadsheet_names_the_moment_of_each_column(client: Client, moments: list[str]) -> None:
    answer = client.get(f"{ONE}&known_at={moments[1]},{moments[2]}&properties=license&format=csv")
    head, row = csv.reader(io.StringIO(answer.text, newline=""))
    named = dict(zip(head, row, strict=True))
    assert len(head) == len(set(head))
    assert named[f"model/o3 known_at={moments[1]}"] == ""
    assert named[f"model/o3 known_at={moments[2]}"] == "MIT"
    assert named[f"model/o3 known_at={moments[2]} sources"] == "source/other"


def test_a_comparison_at_past_moments_can_be_cached(client: Client, moments: list[str], clock: Clock) -> None:
    assert "no-cache" in client.get(f"{ONE}&known_at={moments[1]},{moments[2]}").headers["cache-control"]
    clock.advance(seconds=120)
    assert "max-age" in client.get(f"{ONE}&known_at={moments[1]},{moments[2]}").headers["cache-control"]


def test_columns_beyond_five_are_refused_and_the_answer_says_how_many_refs_fit(client: Client) -> None:
    refs = ",".join(f"model/m{number}" for number in range(3))
    answer = client.get(f"/v1/compare?refs={refs}&known_at=2025-01-01,2025-02-01")
    assert (answer.status, answer.pointers, answer.json["limit"]) == (400, {"refs": "too_many"}, 2)
    assert "6 columns" in answer.json["detail"]
    six = ",".join(f"2025-01-0{day}" for day in range(1, 7))
    assert client.get(f"{ONE}&valid_at={six}").pointers == {"valid_at": "too_many"}


def test_all_faults_of_the_columns_are_named_at_once(client: Client, clock: Clock) -> None:
    answer = client.get("/v1/compare?refs=modle/x&known_at=2025-01-01,2999-01-01&valid_at=2024-01-01,2025-01-01")
    assert answer.status == 400
    assert answer.pointers == {"refs": "unknown_kind", "known_at": "in_the_future", "valid_at": "not_together"}
    assert client.get(f"{ONE}&known_at=2025-01-01,").pointers == {"known_at": "bad_value"}
    assert client.get(f"{ONE}&published_before=2025-01-01,2025-02-01").pointers == {"published_before": "bad_value"}
