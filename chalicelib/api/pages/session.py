"""POST /session: keep a key in the browser for a visit, where reads need one."""

from http import HTTPStatus
from typing import Annotated

from pydantic import Field

from chalicelib.api.http.request.authentication import COOKIE, authenticate, require_scope
from chalicelib.api.http.routing.request_bodies import RequestBody
from chalicelib.api.http.routing.routes import FORM, Answer, Body, Call, Reply, route
from chalicelib.api.pages.frame import refusal_page
from chalicelib.domain.errors import Forbidden, Unauthenticated

OWN_PATH = r"^/([^/\\\x00-\x20\x7f-\uffff][^\\\x00-\x20\x7f-\uffff]*)?$"  # not `//host`, which is another site's
ATTRIBUTES = "Path=/; HttpOnly; Secure; SameSite=Strict"


class SessionForm(RequestBody):
    """The fields of the form."""

    key: Annotated[str, Field(max_length=512, pattern=r"^[\x21-\x3a\x3c-\x7e]*$", description="The API key.")]
    to: Annotated[str, Field(max_length=2_000, pattern=OWN_PATH, description="The page to open next.")] = "/"


@route(
    "POST",
    "/session",
    name="keep_key",
    summary="Keep a key for a visit",
    tag="pages",
    scope=None,
    body=Body("SessionForm", media=(FORM,), model=SessionForm, example={"key": "a-key", "to": "/companies"}),
    answers=(Answer(303, "The browser opens the page.", headers=("Location", "Set-Cookie"), refused=refusal_page),),
    refusals=(Unauthenticated, Forbidden),
)
def session(call: Call) -> Reply:
    """Set a cookie with the key, which the browser sends with requests for pages until it is closed.

    The cookie is of this host alone, and no script can read it. An empty `key` removes it.
    """
    form = call.read(SessionForm)
    if form.key:
        require_scope("read", authenticate(call.world, authorization=f"Bearer {form.key}"))
    kept = f"{COOKIE}={form.key}; {ATTRIBUTES}" if form.key else f"{COOKIE}=; {ATTRIBUTES}; Max-Age=0"
    headers = {"Location": call.base + form.to, "Set-Cookie": kept}
    return Reply({}, status=HTTPStatus.SEE_OTHER, text="", headers=headers, is_cacheable=False)
