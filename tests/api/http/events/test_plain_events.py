"""Plain REST events are read at less cost, and exactly as the reader of all events would read them."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import app
from chalicelib.api.http.events.gateway_events import read_plain_rest
from chalicelib.api.http.events.other_events import read_any_event
from chalicelib.api.http.events.resources import filled
from chalicelib.api.http.transport_refusals import BadRequest
from tests.api.conftest import event
from tests.tables import for_each

HEADERS = {"Accept": "*/*", "Host": "api.example.com", "Authorization": "Bearer key", "X-Request-Id": "mine"}
LISTED = ["multiValueHeaders", "multiValueQueryStringParameters"]
SINGLY = ["headers", "queryStringParameters", "pathParameters"]
CONTEXT = ["resourcePath", "httpMethod", "path", "stage", "requestId", "identity", "http", "elb"]

texts = st.sampled_from(["", "x", "accept", "Accept", "host", "proxy", "slug", "/v1/{plural}", "2.0", "1.0"])
plains = st.none() | st.booleans() | st.integers(0, 1) | texts
lists = st.lists(plains, max_size=2)
values = plains | lists | st.dictionaries(texts, plains | lists, max_size=2)


@st.composite
def events(draw: st.DrawFn) -> dict[str, Any]:
    """A plain event of any route, with up to three members that are missing, of another type or value."""
    resource = draw(st.sampled_from(sorted(app.resources.parameters)))
    path = filled(resource, dict.fromkeys(app.resources.parameters[resource], "deepseek"))
    sent = event(draw(st.sampled_from(["GET", "POST"])), f"{path}?limit=1&sort=name", headers=HEADERS)
    for _ in range(draw(st.integers(0, 3))):
        at, name = draw(st.sampled_from([*members_of(sent)]))
        if draw(st.booleans()):
            at.pop(name, None)
        else:
            at[name] = draw(values)
    return sent


def members_of(sent: dict[str, Any]) -> list[tuple[dict[str, Any], str]]:
    objects = [sent[name] for name in (*LISTED, *SINGLY) if isinstance(sent.get(name), dict)]
    within = [(at, name) for at in objects for name in (*HEADERS, *at)]
    context = sent.get("requestContext")
    within += [(context, name) for name in CONTEXT] if isinstance(context, dict) else []
    return [*((sent, name) for name in (*sent, "version")), *within]


@given(events())
def test_a_plain_event_is_read_as_the_reader_of_all_events_reads_it(sent: dict[str, Any]) -> None:
    assert_read_alike(sent)


ODD: list[Any] = [None, True, False, 0, "", "x", "2.0", [], ["x"], ["x", "y"], [1], {}, {"x": 1}, {"proxy": "x"}]
ODD += [{"x": ["y"]}, {"x": "y"}, {"x": [1]}, {"x": []}, {1: ["x"]}]
ODD += [{"x": ["y"], "X": ["z"]}, {"accept": ["y"], "Accept": ["z"]}]
BARE: dict[str, Any] = {
    "headers": {},
    "multiValueHeaders": {},
    "queryStringParameters": None,
    "multiValueQueryStringParameters": None,
}


@pytest.mark.parametrize("url", ["/v1/companies/deepseek?limit=1", "/v1/companies"])
@pytest.mark.parametrize("rest", [{}, BARE])
def test_an_event_with_one_odd_member_is_read_alike(url: str, rest: dict[str, Any]) -> None:
    sent = event("GET", url, headers=HEADERS) | deepcopy(rest)
    for place in range(len(members_of(sent))):
        for odd in ODD:
            copied = deepcopy(sent)
            at, name = members_of(copied)[place]
            at[name] = odd
            assert_read_alike(copied)


def assert_read_alike(sent: dict[str, Any]) -> None:
    before = deepcopy(sent)
    plain = read_plain_rest(sent, app.resources)
    assert sent == before
    try:
        expected = read_any_event(sent, app.resources)
    except BadRequest:
        assert plain is None
    else:
        assert plain in (None, expected)


@for_each("resource", sorted(app.resources.parameters))
@for_each("headers", [{}, HEADERS])
def test_the_event_of_every_route_is_plain(resource: str, headers: dict[str, str]) -> None:
    path = filled(resource, dict.fromkeys(app.resources.parameters[resource], "deepseek"))
    for url in (path, f"{path}?limit=1&limit=2"):
        sent = event("GET", url, headers=headers)
        sent["requestContext"] |= {"resourcePath": resource}
        sent["pathParameters"] = dict.fromkeys(app.resources.parameters[resource], "deepseek") or None
        assert read_plain_rest(sent, app.resources) == read_any_event(sent, app.resources)
