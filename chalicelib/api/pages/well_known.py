"""What machines look for at known places: /llms.txt, the API catalog (RFC 9727) and security.txt (RFC 9116)."""

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from chalicelib.api.http.routing.routes import Answer, Call, Reply, route
from chalicelib.api.pages.html import HTML
from chalicelib.api.pages.start_page import CATALOG, PLACES, QUESTIONS, WHAT, links
from chalicelib.kinds import KINDS
from chalicelib.settings import settings

if TYPE_CHECKING:
    from chalicelib.api.pages.answer_types import LinksetJson, LinkTarget

TEXT = "text/plain"
LINKSET = "application/linkset+json"
PROFILE = "https://www.rfc-editor.org/info/rfc9727"
MONTHS_GOOD = 6  # RFC 9116 asks for less than a year

RULES = """\
- Writing needs a key with the scope write: `Authorization: Bearer <key>`.
- Every value needs evidence: the source (a ref; `POST /v1/sources` first), the basis, and where they matter the
  speaker, via, certainty, a short quote, as_stated.
- An entity is created with `POST /v1/{plural}` and added to with PATCH, as one flat object with one evidence for all of
  it; a field may carry its own as `{"value": ..., "evidence": {...}}`. `POST /v1/facts` takes 1 to 100 single facts.
- Record what the source says, also where it contradicts what is on record: both stay, and the view says disputed.
- Never guess. What nobody said is `{"missing": "unknown"}`, what there is not `{"missing": "none"}`.
- Amounts are decimal strings with a unit, `{"amount": "94.60", "unit": "EUR"}`; a hedged one has a bound. Dates are
  EDTF: `2025-01-29`, `2025-01~` (about), `2024-02/2025-01`.
- Nothing is deleted: a wrong fact is retracted with a reason, a wrong entity retired.
- Sending the same fact twice does no harm. If-Match with the ETag guards a PATCH against other writers.
- A refusal is a problem document that names all faults at once, each with its place and what would be right."""


@route(
    "GET",
    "/llms.txt",
    name="llms_txt",
    summary="Read the service in brief",
    tag="service",
    scope=None,
    answers=(Answer(200, "The text.", "PlainText", headers=("ETag",), media=TEXT),),
)
def llms_txt(call: Call) -> Reply:
    """Answer a short text for agents: what can be asked, the main paths, the rules of writing, the vocabulary."""
    return Reply({}, text=_brief(call.base), media=TEXT)


@route(
    "GET",
    CATALOG,
    name="api_catalog",
    summary="Read the catalog of APIs",
    tag="service",
    scope=None,
    answers=(Answer(200, "The catalog.", "Linkset", headers=("ETag", "Link"), media=LINKSET),),
)
def api_catalog(call: Call) -> Reply:
    """Answer the catalog of RFC 9727 as a link set: the one API, its description, documentation and status."""
    headers = {"Link": f'<{call.base}{CATALOG}>; rel="api-catalog"'}
    return Reply(_linkset(call.base), media=f'{LINKSET}; profile="{PROFILE}"', headers=headers)


@route(
    "GET",
    "/.well-known/security.txt",
    name="security_txt",
    summary="Say where to report a weakness",
    tag="service",
    scope=None,
    answers=(Answer(200, "The text.", "PlainText", headers=("ETag",), media=TEXT),),
)
def security_txt(_: Call) -> Reply:
    """Answer whom to tell of a security problem (RFC 9116), and until when that is good."""
    day = expires(datetime.now(UTC).date())
    lines = (f"Contact: {settings().security_contact}", f"Expires: {day}T00:00:00Z", "Preferred-Languages: en")
    return Reply({}, text="\n".join(lines) + "\n", media=TEXT)


def expires(today: date) -> date:
    """Give the first day of a month, half a year on, so that the text changes once a month."""
    months = today.year * 12 + today.month + MONTHS_GOOD
    return date(months // 12, months % 12 + 1, 1)


def _linkset(base: str) -> "LinksetJson":
    described: dict[str, list[LinkTarget]] = {"service-doc": [{"href": f"{base}/", "type": HTML}]}
    for each in links(base):
        described.setdefault(each["rel"], []).append(
            {"href": each["href"], "type": each["type"], "title": each["title"]}
        )
    catalog = {"anchor": base + CATALOG, "item": [{"href": f"{base}/"}]}
    return {"linkset": [catalog, {"anchor": f"{base}/", **described}]}


def _brief(base: str) -> str:
    kinds = "\n".join(f"- [{kind.plural}]({base}/v1/{kind.plural}): {kind.meaning}" for kind in KINDS.values())
    questions = "\n".join(f"- {question} [{path}]({base}{path})" for question, path in QUESTIONS)
    places = "\n".join(f"- [{each.path}]({base}{each.path}): {each.meaning}" for each in PLACES)
    return f"""# aifacts

> {WHAT} Contradictory values stand side by side with a reason for the one shown, and nothing is lost.

An entity is one flat JSON object under its ref, kind/slug. `disputed` names what sources contradict, `hedged` what is
not plainly asserted; `include=facts` shows the facts behind every value with their evidence, `explain=true` why each
was chosen. Three clocks: `valid_at` (when it was true), `known_at` (what was recorded here by then),
`published_before` (what was in print). Lists take filters such as `date[gte]=2025-01`, `limit` and `cursor`; follow
`next` or the Link header.

## Questions

{questions}

## Kinds

{kinds}

## Writing

{RULES}

## Reference

{places}
"""
