"""The calendar: the dates to come of events, models and offerings, and spans where no single day is known."""

from datetime import UTC, date, datetime

import pytest

from tests.api.conftest import EVIDENCE, Body, Client, a_company, an_event
from tests.api.syndication.validators import PREFIX, get, read_calendar
from tests.conftest import Clock

CALENDAR = "/feeds/calendar.ics"  # the clock of these tests begins at 2026-11-23


def a_model(slug: str, ends: str, **more: object) -> Body:
    """Make the body of a model that ends."""
    return {"slug": slug, "name": f"The {slug}", "ends": ends, "evidence": EVIDENCE, **more}


def test_a_calendar_shows_events_from_today_on(client: Client) -> None:
    for slug, day in (("past", "2026-11-22"), ("today", "2026-11-23"), ("later", "2027-03-01")):
        client.create("events", an_event(slug, date=day, title=f"The {slug}, or; so"))
    dates = read_calendar(get(client, CALENDAR))

    assert [*dates] == ["event/today@api.example.com", "event/later@api.example.com"]
    later = dates["event/later@api.example.com"]
    assert (later["DTSTART"].dt, later["DTEND"].dt) == (date(2027, 3, 1), date(2027, 3, 2))
    assert (str(later["SUMMARY"]), later["STATUS"]) == ("The later, or; so", "CONFIRMED")
    assert str(later["URL"]) == f"{PREFIX}/events/later"
    assert "Type: release" in str(later["DESCRIPTION"])
    assert later["CATEGORIES"].cats == ["release"]


@pytest.mark.parametrize(
    ("written", "start", "end", "words"),
    [
        ("2026-12-24", date(2026, 12, 24), date(2026, 12, 25), None),
        ("2026-12", date(2026, 12, 1), date(2027, 1, 1), "December 2026"),
        ("2027-Q1", date(2027, 1, 1), date(2027, 4, 1), "first quarter of 2027"),
        ("2028", date(2028, 1, 1), date(2029, 1, 1), "2028"),
        ("2026-12-24~", date(2026, 12, 24), date(2026, 12, 25), "about 24 December 2026"),
        ("2026-12-24?", date(2026, 12, 24), date(2026, 12, 25), "24 December 2026 (uncertain)"),
        ("2026-12-24/2026-12-26", date(2026, 12, 24), date(2026, 12, 27), "24 December 2026 to 26 December 2026"),
        ("2026-12-24/..", date(2026, 12, 24), date(2026, 12, 25), "from 24 December 2026"),
        ("../2026-12-24", date(2026, 12, 24), date(2026, 12, 25), "until 24 December 2026"),
        ("9999-12-31", date(9999, 12, 31), None, None),
        ("2026-12-24T15:59+08:00", datetime(2026, 12, 24, 7, 59, tzinfo=UTC), None, None),
    ],
)
def test_a_date_that_is_no_single_day_is_a_span_and_says_so(
    client: Client, written: str, start: date, end: date | None, words: str | None
) -> None:
    client.create("models", a_model("m", written))
    (shown,) = read_calendar(get(client, CALENDAR)).values()

    assert shown["DTSTART"].dt == start
    assert ("DTEND" not in shown) if end is None else shown["DTEND"].dt == end
    assert str(shown["SUMMARY"]) == f"The m: ends ({words})" if words else "The m: ends"
    assert (f"No single day is known: {words}." in str(shown["DESCRIPTION"])) == (words is not None)
    assert shown["STATUS"] == ("TENTATIVE" if words else "CONFIRMED")
    assert shown["TRANSP"] == "TRANSPARENT"


@pytest.mark.parametrize(("day", "is_shown"), [("2026-11", True), ("2026-11-01/2026-11-23", True), ("2026-10", False)])
def test_a_month_is_to_come_until_its_last_day(client: Client, day: str, is_shown: bool) -> None:
    client.create("events", an_event(date=day))
    assert bool(read_calendar(get(client, CALENDAR))) == is_shown


def test_a_deadline_and_the_status_of_an_event_are_shown(client: Client) -> None:
    deal = {"type": "payment", "date": "2026-01-05", "deadline": "2027-02-18"}
    client.create("events", an_event("deal", **deal))
    client.create("events", an_event("off", date="2027-01-01", status="cancelled", title="A launch that is off"))
    client.create("events", an_event("idea", date="2027-01-02", status="considered", title="A launch in mind"))
    dates = read_calendar(get(client, CALENDAR))

    assert {uid.partition("@")[0]: str(each["STATUS"]) for uid, each in dates.items()} == {
        "event/off": "CANCELLED",
        "event/idea": "TENTATIVE",
        "event/deal/deadline": "CONFIRMED",
    }
    assert str(dates["event/deal/deadline@api.example.com"]["SUMMARY"]) == "The deal: deadline"


@pytest.fixture
def company(client: Client) -> Client:
    """A client with two companies, each with an event, a model and an offering of it that have a date to come."""
    for slug in ("deepseek", "openai"):
        taking_part = [{"value": f"company/{slug}", "role": "developer"}]
        of_company = {"participants": taking_part, "title": f"A launch by {slug}", "date": "2027-01-01"}
        client.create("companies", a_company(slug))
        client.create("events", an_event(f"by-{slug}", **of_company))
        client.create("models", a_model(f"m-{slug}", "2027-02-01", developer=[f"company/{slug}"]))
        offered = {"provider": f"company/{slug}", "model": f"model/m-{slug}"}
        client.create("offerings", a_model(f"o-{slug}", "2027-03-01", **offered))
    return client


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "event/by-deepseek event/by-openai model/m-deepseek model/m-openai offering/o-deepseek offering/o-openai"),
        ("kind=event", "event/by-deepseek event/by-openai"),
        ("kind=model,offering", "model/m-deepseek model/m-openai offering/o-deepseek offering/o-openai"),
        ("type=release", "event/by-deepseek event/by-openai"),
        ("type=price_change", ""),
        ("entity=company/deepseek", "event/by-deepseek model/m-deepseek offering/o-deepseek"),
        ("entity=company/deepseek&kind=offering", "offering/o-deepseek"),
        ("entity=company/deepseek&type=release", "event/by-deepseek"),
        ("entity=model/m-deepseek", "model/m-deepseek offering/o-deepseek"),
        ("entity=offering/o-deepseek", "offering/o-deepseek"),
        ("entity=offering/o-deepseek&kind=event", ""),
        ("entity=source/report", ""),
    ],
)
def test_a_calendar_can_be_of_some_kinds_of_a_type_or_of_an_entity(company: Client, query: str, expected: str) -> None:
    dates = read_calendar(get(company, f"{CALENDAR}?{query}".rstrip("?")))
    assert [uid.partition("@")[0].removesuffix("/ends") for uid in dates] == expected.split()


def test_a_calendar_that_is_read_again_the_next_day_has_the_same_ids_and_tag(client: Client, clock: Clock) -> None:
    client.create("events", an_event(date="2027-01-01"))
    before = get(client, CALENDAR)
    clock.advance(days=1)
    assert get(client, CALENDAR, If_None_Match=before.headers["etag"]).status == 304


def test_all_faults_of_a_request_for_a_calendar_are_named(client: Client) -> None:
    answer = get(client, f"{CALENDAR}?kind=company&entity=deepseek&limit=7")
    assert answer.pointers == {"kind": "bad_value", "entity": "bad_value", "limit": "unknown_parameter"}
    assert "event, model, offering" in answer.text
