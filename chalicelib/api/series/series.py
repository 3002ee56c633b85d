"""GET /v1/{plural}/{slug}/series/{property}: the values of a property over valid time."""

from typing import Any

from chalicelib.api.http.routing.answers import page, page_answer
from chalicelib.api.http.routing.columns import named
from chalicelib.api.http.routing.date_columns import dated, of_any_value, of_fact
from chalicelib.api.http.routing.parameters import CURSOR, MOMENT, Parameter, day, flag, limit, refusal
from chalicelib.api.http.routing.routes import Call, Reply, route
from chalicelib.domain.errors import BadCursor, Fault, Gone, Merged, NotFound
from chalicelib.kinds.declaration import Kind, Qualifier
from chalicelib.operations.series import series as operation
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


def _text_parameter(name: str, meaning: str) -> Parameter:
    def read(text: str) -> str | None:
        return text if len(text) <= MAX_SLOT_CHARS and "\0" not in text else None

    return Parameter(name, meaning, TEXT, f"must be a text of at most {MAX_SLOT_CHARS} characters", read)


def _qualifiers(kind: Kind) -> dict[str, Qualifier]:
    """Return every qualifier of the lasting properties of a kind, by the name of its parameter.

    `limit` is also the length of a page, so the qualifier of that name is asked for as `qualifier_limit`.
    """
    lasting = (declared for declared in kind.properties if declared.lasting)
    every = (qualifier for declared in lasting for qualifier in declared.qualifiers)
    return {parameter_of(each.name): each for each in every}


def _series_parameters(kind: Kind) -> tuple[Parameter, ...]:
    qualifiers = (
        _text_parameter(name, f"{qualifier.meaning} For properties with this qualifier. Empty: values without it.")
        for name, qualifier in _qualifiers(kind).items()
    )
    return (FROM, TO, *qualifiers, SCOPE, CONDITION, PERIOD, LATEST, *MOMENT, limit(100), CURSOR)


FROM = day("from", "The first day; of a month or year, its first day.", example="2025-01-01")
TO = day("to", "The last day; of a month or year, its last day.", example="2025-12-31")
SCOPE = _text_parameter(
    "scope",
    "The part that the values describe, a ref or a text. Empty: values of the whole. Defaults to all.",
)
CONDITION = _text_parameter(
    "condition", "The condition on which the values hold. Empty: values without one. Defaults to all."
)
PERIOD = _text_parameter("period", "The period that the values cover, such as P1Y.")


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
    sent = {each.name: call.query[name] for name, each in _qualifiers(call.kind).items()}
    named = {name: text for name, text in sent.items() if text is not None}
    asked = operation.SlotQuery(named, call.query["scope"], call.query["period"], call.query["condition"])
    one: dict[str, Any] = {
        "ref": call.ref,
        "property_name": call.path["property"],
        "asked": asked,
        "moment": call.moment,
    }
    if call.query["latest"]:
        _refuse_beside_latest(call)
        return page(operation.last_values(call.world, **one))
    first, last = call.query["from"], call.query["to"]
    window = operation.Window.of_days(first and first.first_day, last and last.last_day)
    return page(
        operation.series(call.world, **one, window=window, limit=call.query["limit"], cursor=call.query["cursor"])
    )


def _refuse_beside_latest(call: Call) -> None:
    """Raise BadParameter for parameters that contradict `latest`."""
    for name in ("from", "to", "cursor"):
        if call.query[name] is not None:
            raise refusal(Fault(name, "not_together", f"{name} cannot be combined with latest. Send only one of them."))
