"""Documents at well-known paths: /llms.txt, the API catalog (RFC 9727) and security.txt (RFC 9116)."""

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from chalicelib.api.http.routing.routes import HTML, Answer, Call, Reply, route
from chalicelib.api.pages.choosing.page import choosing_text
from chalicelib.api.pages.start_page import CATALOG, PLACES, QUESTIONS, WHAT, links
from chalicelib.kinds import KINDS
from chalicelib.settings import settings

if TYPE_CHECKING:
    from chalicelib.api.pages.answer_types import LinksetJson, LinkTarget

TEXT = "text/plain"
LINKSET = "application/linkset+json"
PROFILE = "https://www.rfc-editor.org/info/rfc9727"
VALID_MONTHS = 6  # RFC 9116 recommends less than a year

RULES = """\
- To write, you need a key with the scope `write`: `Authorization: Bearer <key>`.
- Every value needs evidence: the source (a ref; create it with `POST /v1/sources` first) and the basis. If they matter,
  add the speaker, via, certainty, a short quote and as_stated.
- Create an entity with `POST /v1/{plural}` and add facts to it with PATCH. Send one flat object with one `evidence` for
  all fields; a field can have its own, `{"value": ..., "evidence": {...}}`. `POST /v1/facts` accepts 1 to 100 facts.
- Record what the source says, even if it contradicts the record. Both values stay, and the view lists the property as
  disputed.
- Never guess. If nobody gave the value, send `{"missing": "unknown"}`. If there is none, send `{"missing": "none"}`.
- Amounts are decimal strings with a unit, `{"amount": "94.60", "unit": "EUR"}`; an inexact amount has a `bound`, an
  error is `plus_minus`. Units are a grammar: `USD/Mtok`, `USD/seat/month`, `token/second`, `%`. Dates are EDTF:
  `2025-01-29`, `2025-01~` (about), `2024-02/2025-01`, `2025-Q1`; an instant has a zone: `2026-07-24T15:59Z`.
- A number without a property is an entry of `figures` with a `measure`. A model as a seller offers it, under the
  seller's id and prices, is an `offering`. `/v1/vocabulary` has all words, each with an example.
- `adjusted` in an answer lists the texts that were cleaned and the names that were taken as codes.
- If a source corrects a value, name the old fact in `evidence.replaces`; a corrected article is a new source that
  `supersedes` the old one. `hints` in an answer to a write names what you should look at, such as a value that
  contradicts what the same source said before, or an identifier that another entity has too.
- Nothing is deleted. Retract a wrong fact with a reason; retire a wrong entity. Both can be reversed.
- Sending the same fact twice is safe. If the evidence differs, such as the quote, `evidence_differs` shows both; mend
  what is on record with `evidence=replace` or `POST /v1/facts/{id}/evidence`.
- If-Match with the ETag protects a PATCH from concurrent writes.
- An error is a problem document that lists all faults, each with its location and the expected value."""


@route(
    "GET",
    "/llms.txt",
    name="llms_txt",
    summary="Read a summary of the service",
    tag="service",
    scope=None,
    answers=(Answer(200, "The text.", "PlainText", headers=("ETag",), media=TEXT),),
)
def llms_txt(call: Call) -> Reply:
    """Return a short text for agents: example questions, the main paths, the rules for writing, the vocabulary."""
    return Reply({}, text=_llms_text(call.base), media=TEXT)


@route(
    "GET",
    CATALOG,
    name="api_catalog",
    summary="Read the API catalog",
    tag="service",
    scope=None,
    answers=(Answer(200, "The catalog.", "Linkset", headers=("ETag", "Link"), media=LINKSET),),
)
def api_catalog(call: Call) -> Reply:
    """Return the API catalog (RFC 9727) as a link set: the one API, its description, documentation and status."""
    headers = {"Link": f'<{call.base}{CATALOG}>; rel="api-catalog"'}
    return Reply(_linkset_json(call.base), media=f'{LINKSET}; profile="{PROFILE}"', headers=headers)


@route(
    "GET",
    "/.well-known/security.txt",
    name="security_txt",
    summary="Read where to report a vulnerability",
    tag="service",
    scope=None,
    answers=(Answer(200, "The text.", "PlainText", headers=("ETag",), media=TEXT),),
)
def security_txt(_: Call) -> Reply:
    """Return where to report a security vulnerability (RFC 9116), and until when that is valid."""
    day = expires(datetime.now(UTC).date())
    lines = (f"Contact: {settings().security_contact}", f"Expires: {day}T00:00:00Z", "Preferred-Languages: en")
    return Reply({}, text="\n".join(lines) + "\n", media=TEXT)


def expires(today: date) -> date:
    """Return the first day of the month half a year ahead: the text changes once a month."""
    months = today.year * 12 + today.month + VALID_MONTHS
    return date(months // 12, months % 12 + 1, 1)


def _linkset_json(base: str) -> "LinksetJson":
    described: dict[str, list[LinkTarget]] = {"service-doc": [{"href": f"{base}/", "type": HTML}]}
    for each in links(base):
        described.setdefault(each["rel"], []).append(
            {"href": each["href"], "type": each["type"], "title": each["title"]}
        )
    catalog = {"anchor": base + CATALOG, "item": [{"href": f"{base}/"}]}
    return {"linkset": [catalog, {"anchor": f"{base}/", **described}]}


def _llms_text(base: str) -> str:
    kinds = "\n".join(f"- [{kind.plural}]({base}/v1/{kind.plural}): {kind.meaning}" for kind in KINDS.values())
    questions = "\n".join(f"- {each.text} [{each.path}]({base}{each.path})" for each in QUESTIONS)
    places = "\n".join(f"- [{each.path}]({base}{each.path}): {each.meaning}" for each in PLACES)
    return f"""# aifacts

> {WHAT} Contradicting values are kept side by side with a reason for the one shown, and nothing is deleted.

An entity is one flat JSON object under its ref, kind/slug. `disputed` lists the properties whose sources contradict
each other, `hedged` those not plainly asserted. `include=facts` returns the facts behind every value with their
evidence, `explain=true` why each was chosen. There are three clocks: `valid_at` (what was true), `known_at` (what was
on record here) and `published_before` (what had been published). Lists accept filters such as `date[gte]=2025-01`,
`limit` and `cursor`; follow `next` or the Link header. Tools for agents are at {base}/mcp (Model Context Protocol).

## Questions

The names are examples; a service may hold other entities. The lists of the kinds below have its own.

{questions}

## Kinds

{kinds}

## How the value shown is chosen

{choosing_text()}

## Writing

{RULES}

## Reference

{places}
"""
