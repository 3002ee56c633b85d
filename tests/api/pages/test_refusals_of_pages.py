"""A browser gets every refusal of a page as a page, and a program as a problem document."""

from chalicelib.api.http.routing.routes import HTML, ROUTES
from tests.api.conftest import Client
from tests.tables import for_each

PATHS = {route.path.replace("{plural}", "companies") for route in ROUTES if HTML in route.media}
FIXED = sorted(path for path in PATHS if "{" not in path)


def test_every_route_of_a_page_shows_its_refusals_as_pages() -> None:
    assert [route.path for route in ROUTES if HTML in route.media and route.refused is None] == []
    assert {"/", "/docs", "/problems", "/companies"} <= {*FIXED}


@for_each("path", FIXED)
def test_a_parameter_that_a_page_does_not_take_is_refused_as_a_page(client: Client, path: str) -> None:
    answer = client.get(f"{path}?colour=red", accept="text/html")
    assert (answer.status, answer.headers["content-type"].partition(";")[0]) == (400, HTML)
    assert "colour" in answer.text

    answer = client.get(f"{path}?colour=red", accept="*/*")
    assert (answer.status, answer.headers["content-type"]) == (400, "application/problem+json")


def test_a_problem_that_is_not_there_is_a_page_for_a_browser(client: Client) -> None:
    answer = client.get("/problems/nonsense", accept="text/html")
    assert (answer.status, answer.headers["content-type"].partition(";")[0]) == (404, HTML)
