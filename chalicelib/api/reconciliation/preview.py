"""/reconcile/preview and /reconcile/view: an entity in a frame of a client, and the way to its page."""

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from chalicelib.api.http.routing.parameters import Parameter
from chalicelib.api.http.routing.routes import HTML, Answer, Call, Reply, route
from chalicelib.api.pages.frame import CSP, PAGE, refusal_page, render, security_policy, show
from chalicelib.domain.errors import NotFound
from chalicelib.domain.facts.evidence import SLUG
from chalicelib.domain.values import parse_ref
from chalicelib.kinds import KINDS
from chalicelib.kinds.refs import ALL

MAX_ROWS = 6  # properties on a preview
TAG = "reconciliation"
ID = Parameter(
    "id",
    "The ref of the entity.",
    {"type": "string", "maxLength": 121, "pattern": f"^({'|'.join(KINDS)})/{SLUG}$"},
    "must be a ref, such as company/deepseek",
    lambda text: read if (read := parse_ref(text)) is not None and read.kind in KINDS else None,
    example="company/deepseek",
    required=True,
    refs_of=ALL,
)


def _framed() -> dict[str, str]:
    """Return the policy of previews: the pages of clients, wherever they are, show them in frames."""
    return {CSP: security_policy(ancestors="*")}


def _framed_refusal(document: Mapping[str, Any], base: str) -> Reply:
    """Return a problem document as a preview."""
    return render(
        base, "preview.html", title=document["title"], path="", problem=document, headers=_framed(), view=None
    )


@route(
    "GET",
    "/reconcile/preview",
    name="preview_entity",
    summary="Preview an entity",
    tag=TAG,
    scope="read",
    parameters=(ID,),
    answers=(replace(PAGE, meaning="The preview.", refused=_framed_refusal),),
    refusals=(NotFound,),
)
def preview(call: Call) -> Reply:
    """Return a small page with the name of an entity, its description and what distinguishes it.

    It is the only page that others may show in a frame. An entity that was merged is shown as its survivor.
    """
    # Imported on first use: few requests are for previews.
    from chalicelib.api.pages.browse.names import Names, name_of
    from chalicelib.api.pages.words.value_words import label_of
    from chalicelib.api.reconciliation.entities import entities_of
    from chalicelib.api.reconciliation.preview_rows import preview_rows, refs_of

    ref = str(call.query["id"])
    view = entities_of(call, [ref]).get(ref)
    if view is None:
        raise NotFound(f"There is no {ref} on record.")
    names = Names.read(call.world, refs_of(view))
    return show(
        call,
        "preview.html",
        title=name_of(view),
        path="/reconcile/preview",
        headers=_framed(),
        problem=None,
        view=view,
        kind=label_of(view["kind"]),
        rows=preview_rows(view, names.by_ref)[:MAX_ROWS],
    )


@route(
    "GET",
    "/reconcile/view",
    name="view_entity",
    summary="Go to the page of an entity",
    tag=TAG,
    scope="read",
    parameters=(ID,),
    answers=(Answer(303, "The browser opens the page.", headers=("Location",), media=HTML, refused=refusal_page),),
)
def view_entity(call: Call) -> Reply:
    """Redirect to the page of an entity by its ref: clients know ids, and no paths."""
    ref = call.query["id"]
    location = f"/{KINDS[ref.kind].plural}/{quote(ref.slug)}"
    return Reply({}, status=HTTPStatus.SEE_OTHER, text="", location=location, is_cacheable=False)
