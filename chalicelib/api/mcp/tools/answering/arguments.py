"""The arguments that several tools share: refs, kinds, properties, days, the clocks, and the bound of an answer."""

from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from chalicelib.api.http.routing.parameters import MAX_PAGE
from chalicelib.api.http.routing.request_bodies import KindName, RequestBody, check_ref
from chalicelib.domain import instants
from chalicelib.domain.values import parse_date
from chalicelib.kinds import KINDS
from chalicelib.operations.bounds import MAX_RESOLVED_AFRESH

USUAL_BYTES = 4_096
MAX_BYTES = 200_000
MAX_REF_CHARS = 121  # as in the contract
INSTANT = (
    "must be an instant with a time zone, such as 2026-11-23T10:00:00Z, or a day, such as 2026-11-23, which means its "
    "first instant"
)
PLAIN_DAY = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"


def _check_instant(text: str) -> str:
    if instants.parse(text) is None:
        raise PydanticCustomError("instant", "It {expects}", {"expects": INSTANT})
    return text


def _check_day(text: str) -> str:
    if parse_date(text) is None:
        expects = "must be a day, a month or a year that exists, such as 2025-01-31, 2025-01 or 2025"
        raise PydanticCustomError("day", "It {expects}", {"expects": expects})
    return text


RefText = Annotated[
    str,
    Field(
        max_length=MAX_REF_CHARS,
        description="A ref: the kind and the slug of an entity. `find` gives it for a name.",
        examples=["model/deepseek-v3"],
        json_schema_extra={"pattern": rf"^({'|'.join(KINDS)})/[a-z0-9][a-z0-9.-]*$"},
    ),
    AfterValidator(check_ref),
]
InstantArgument = Annotated[str, Field(max_length=40), AfterValidator(_check_instant)]
DayArgument = Annotated[str, Field(max_length=10, pattern=PLAIN_DAY), AfterValidator(_check_day)]
PropertyArgument = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[a-z][a-z0-9_]*$")]
AnyKind = Annotated[KindName | None, Field(description="Only entities of this kind.", examples=["model"])]
Limit = Annotated[
    int, Field(ge=1, le=MAX_PAGE, strict=True, description="The most items to read. An answer can have room for fewer.")
]


class ToolArguments(RequestBody):
    """The base of the arguments of tools."""

    max_bytes: int = Field(
        default=USUAL_BYTES,
        ge=USUAL_BYTES,
        le=MAX_BYTES,
        strict=True,
        description="The most bytes of the answer. Send more if `left_out` says that something is missing.",
        examples=[20_000],
    )


class KnownWhen(ToolArguments):
    """The clocks of what was on record and in print."""

    known_at: InstantArgument | None = Field(
        default=None,
        description="Answer as the service would have at this moment, before later corrections. Not in the future.",
        examples=["2026-11-01"],
    )
    published_before: InstantArgument | None = Field(
        default=None,
        description="Use only facts whose source was published before this moment.",
        examples=["2025-02-01"],
    )


class Clocks(KnownWhen):
    """The three clocks."""

    valid_at: InstantArgument | None = Field(
        default=None, description="Answer with what was true at this moment. Defaults to now.", examples=["2025-01-27"]
    )

    @property
    def moment(self) -> dict[str, str | None]:
        """The clocks as the parameters of a verb."""
        return {
            "valid_at": self.valid_at,
            "known_at": self.known_at,
            "published_before": self.published_before,
        }


def page_size(wanted: int, *clocks: str | None) -> int:
    """Return how many items to read: at most 25 at another moment than now, when each is resolved."""
    return min(wanted, MAX_RESOLVED_AFRESH) if any(clocks) else wanted
