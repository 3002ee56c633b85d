"""`timeline`: the events of an entity, narrowed by dates and types, at the clocks."""

from tests.api.conftest import Client
from tests.api.mcp.calling import call_tool


def events(**arguments: object) -> list[str]:
    answer = call_tool("timeline", {"ref": "model/r1", **arguments})
    return [each["ref"] for each in answer.structured["events"]]


def test_events_have_dates_roles_and_types(stage: Client) -> None:
    answer = call_tool("timeline", {"ref": "model/r1"})
    newest = answer.structured["events"][0]
    assert (newest["ref"], newest["date"], newest["type"]) == ("event/r1-fall", "2025-03-05", "trend")
    assert newest["roles"] == ["participants:subject"]
    assert "- 2025-03-05: R1 falls [trend, event/r1-fall]" in answer.text
    assert [link.path for link in answer.links] == ["/v1/models/r1/timeline?limit=100"]


def test_days_and_types_narrow_it(stage: Client) -> None:
    assert events() == ["event/r1-fall", "event/r1-launch"]
    assert events(since="2025-02") == ["event/r1-fall"]
    assert events(until="2025-01-31") == ["event/r1-launch"]
    assert events(types=["trend"]) == ["event/r1-fall"]
    assert events(types=["release", "trend"]) == ["event/r1-fall", "event/r1-launch"]


def test_the_clocks_leave_out_what_was_recorded_or_printed_later(stage: Client) -> None:
    before = stage.get("/v1/events/r1-fall/history").json["items"][-1]["at"]
    stage.patch(
        "/v1/models/r1", {"level": "version", "evidence": {"source": "source/report", "basis": "opinion"}}, If_Match="*"
    )
    earlier = stage.get("/v1/events/r1-launch/history").json["items"][-1]["at"]
    assert events(known_at=earlier) == ["event/r1-launch"]
    assert set(events(known_at=before)) == {"event/r1-fall", "event/r1-launch"}
    assert events(published_before="2025-07-01") == ["event/r1-fall"]


def test_limit_says_that_more_were_not_read(stage: Client) -> None:
    answer = call_tool("timeline", {"ref": "model/r1", "limit": 1})
    assert len(answer.structured["events"]) == 1
    assert answer.structured["left_out"]["more"] is True
    assert "further events that were not read" in answer.text
