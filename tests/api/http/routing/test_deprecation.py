"""A route that is to go away says so in its headers; no route does now."""

from datetime import date

import pytest

from chalicelib.api import Application
from chalicelib.api.http import application
from chalicelib.api.http.routing.deprecation import Deprecation
from chalicelib.api.http.routing.routes import ROUTES, Answer, Call, Reply, Route
from chalicelib.api.http.routing.verbs import ByVerb, Verb
from tests.api.conftest import event


def old(_: Call) -> Reply:
    return Reply({"status": "ok"}, headers={"Link": '<https://a.example>; rel="author"'})


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> Application:
    """Another application, with one deprecated route."""
    deprecated = Deprecation(date(2026, 12, 1), date(2027, 6, 1), "/v1/companies")
    route = Route(
        "GET",
        "/old",
        "old",
        "Old.",
        "Old.",
        "service",
        None,
        (Answer(200, "Old."),),
        (),
        (),
        None,
        None,
        old,
        deprecated,
    )
    made = Application(app_name="another")
    verbs = (Verb("GET", "/old", "pages.health"),)
    routes = ByVerb[Route](verbs)
    routes.declare("GET", "/old", route)
    monkeypatch.setattr(application, "VERBS", verbs)
    monkeypatch.setattr(application, "ROUTES", routes)
    application.install(made)
    return made


@pytest.mark.parametrize(("query", "status"), [("", 200), ("?x=1", 400)])
def test_a_deprecated_route_says_since_when_until_when_and_what_comes_after_it(
    app: Application, query: str, status: int
) -> None:
    answer = app({**event("GET", f"/old{query}"), "resource": "/old"}, None)
    assert answer["statusCode"] == status
    assert answer["headers"]["Deprecation"] == "@1796083200"
    assert answer["headers"]["Sunset"] == "Tue, 01 Jun 2027 00:00:00 GMT"
    assert '</stage/openapi.json>; rel="deprecation"' in answer["headers"]["Link"]
    assert '</stage/v1/companies>; rel="successor-version"' in answer["headers"]["Link"]
    assert ('rel="author"' in answer["headers"]["Link"]) == (status == 200)


def test_no_route_is_deprecated_now() -> None:
    assert [route.name for route in ROUTES if route.deprecated] == []
