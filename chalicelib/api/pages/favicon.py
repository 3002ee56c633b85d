"""GET /favicon.svg: the icon of the pages."""

from chalicelib.api.http.routing.routes import Answer, Call, Reply, route

SVG = "image/svg+xml"
PATH = "/favicon.svg"
FOR_A_WEEK = "public, max-age=604800"
# An unequals sign: values that contradict each other. The colours do by day and by night.
ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#0b57d0"/>'
    '<path d="M8 12.5h16M8 19.5h16M20 7l-8 18" stroke="#fff" stroke-width="3" stroke-linecap="round"/></svg>\n'
)


@route(
    "GET",
    PATH,
    name="favicon",
    summary="Load the icon",
    tag="service",
    scope=None,
    answers=(Answer(200, "The icon.", "Icon", headers=("ETag",), media=SVG),),
)
def favicon(_: Call) -> Reply:
    """Return the icon that a browser shows beside the title of a page."""
    return Reply({}, text=ICON, media=SVG, headers={"Cache-Control": FOR_A_WEEK})
