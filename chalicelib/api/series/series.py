"""GET /v1/{plural}/{slug}/series/{property}: the values of a property over valid time."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from chalicelib.api.http.routing.answers import page, page_answer
from chalicelib.api.http.routing.columns import named
from chalicelib.api.http.routing.date_columns import dated, of_any_value, of_fact
from chalicelib.api.http.routing.parameters import CURSOR, MOMENT, Parameter, day, flag, limit, refusal
from chalicelib.api.http.routing.routes import Call, Reply, route
from chalicelib.api.http.routing.value_examples import example_of
from chalicelib.domain.errors import BadCursor, Fault, Gone, Merged, NotFound
from chalicelib.kinds.declaration import Kind, Qualifier
from chalicelib.kinds.variants import with_series
from chalicelib.operations.series import series as operation
from chalicelib.operations.series.series import SlotQuery, Window
from chalicelib.operations.series.slot_filter import parameter_of

STEP = (
    *named("from", "to"),
    *of_any_value(property_of=of_fact("fact")),
    *named("qualifiers", "scope"),
    *dated("period"),
    *named("condition"),
    *dated("valid"),
    *named("fact", "source", "basis", "certainty", "disputed", "sides"),
)
MAX_SLOT_CHARS = 300
TEXT = {"type": "string", "maxLength": MAX_SLOT_CHARS, "pattern": r"^[^\x00]*$"}


def _text_parameter(name: str, meaning: str, *, example: str) -> Parameter:
    def read(text: str) -> str | None:
        return text if len(text) <= MAX_SLOT_CHARS and "\0" not in text else None

    return Parameter(name, meaning, TEXT, f"must be a text of at most {MAX_SLOT_CHARS} characters", read, example)


def qualifiers_of(kinds: Iterable[Kind]) -> dict[str, Qualifier]:
    """Return every qualifier of the lasting properties of kinds, by the name of its parameter.

    `limit` is also the length of a page, so the qualifier of that name is asked for as `qualifier_limit`.
    """
    every = (qualifier for kind in kinds for declared in with_series(kind) for qualifier in declared.qualifiers)
    return {parameter_of(each.name): each for each in every}


def slot_parameters(kinds: Iterable[Kind]) -> tuple[Parameter, ...]:
    """Declare the parameters that select slots of the lasting properties of kinds, and days."""
    qualifiers = (
        _text_parameter(
            name,
            f"{qualifier.meaning} For properties with this qualifier. Empty: values without it.",
            example=example_of(qualifier.type),
        )
        for name, qualifier in qualifiers_of(kinds).items()
    )
    return (FROM, TO, *qualifiers, SCOPE, CONDITION, PERIOD, LATEST, *MOMENT)


def read_slots(call: Call, kinds: Iterable[Kind]) -> SlotQuery:
    """Return the slots that a request selects."""
    sent = {each.name: call.query[name] for name, each in qualifiers_of(kinds).items()}
    named = {name: text for name, text in sent.items() if text is not None}
    return SlotQuery(named, call.query["scope"], call.query["period"], call.query["condition"])


def read_window(call: Call) -> Window:
    """Return the days that a request selects."""
    first, last = call.query["from"], call.query["to"]
    return Window.of_days(first and first.first_day, last and last.last_day)


@cache
def _series_parameters(kind: Kind) -> tuple[Parameter, ...]:
    return (*slot_parameters([kind]), limit(100), CURSOR)


FROM = day("from", "The first day; of a month or year, its first day.", example="2025-01-01")
TO = day("to", "The last day; of a month or year, its last day.", example="2025-12-31")
SCOPE = _text_parameter(
    "scope",
    "The part that the values describe, a ref or a text. Empty: values of the whole. Defaults to all.",
    example="model/deepseek-v3",
)
CONDITION = _text_parameter(
    "condition",
    "The condition on which the values hold. Empty: values without one. Defaults to all.",
    example="if paid within a month",
)
PERIOD = _text_parameter("period", "The period that the values cover, such as P1Y.", example="P1Y")


LATEST = flag("latest", "Return only the latest value that started by `valid_at` (default: now), even if it has ended.")


@route(
    "GET",
    "/v1/{plural}/{slug}/series/{property}",
    name="list_{kind}_series",
    summary="List the values of a property of {a_kind} over time",
    tag="{plural}",
    scope="read",
    parameters=_series_parameters,
    answers=(page_answer("StepPage", columns=STEP),),
    refusals=(NotFound, Gone, Merged, BadCursor),
)
def series(call: Call) -> Reply:
    """Return steps: the days on which a value is the one shown, its source, and the values that contradict it.

    A new step starts when the value shown changes. Days without a value have no step. `from` and `to` cut the steps at
    both ends. Only lasting properties have a series. `latest=true` returns only the last step.
    """
    one: dict[str, Any] = {
        "ref": call.ref,
        "property_name": call.path["property"],
        "asked": read_slots(call, [call.kind]),
        "moment": call.moment,
    }
    if call.query["latest"]:
        if faults := beside_latest(call):
            raise refusal(*faults)
        return page(operation.last_values(call.world, **one))
    paging = {"limit": call.query["limit"], "cursor": call.query["cursor"]}
    return page(operation.series(call.world, **one, window=read_window(call), **paging))


def beside_latest(call: Call) -> list[Fault]:
    """Return a fault for each parameter that contradicts `latest`."""
    names = [name for name in ("from", "to", "cursor") if call.query[name] is not None]
    detail = "cannot be combined with latest. Send only one of them."
    return [Fault(name, "not_together", f"{name} {detail}") for name in names]
