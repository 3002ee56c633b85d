"""Answers a data extension: the values of some properties of entities that a client has matched."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from math import isfinite
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from chalicelib.api.http.routing.request_bodies import RequestBody
from chalicelib.api.http.routing.routes import Call
from chalicelib.api.pages.browse.names import Names, name_of
from chalicelib.api.reconciliation.bounds import MAX_PID_CHARS, MAX_PROPERTIES
from chalicelib.api.reconciliation.candidates import type_json
from chalicelib.api.reconciliation.declared_properties import IDENTIFIERS, DeclaredProperty, declared_properties
from chalicelib.api.reconciliation.entities import entities_of, known_ref
from chalicelib.api.series.cell_text import in_words
from chalicelib.domain.faults import Faults, known_words
from chalicelib.domain.values.checks import quoted, read_shape
from chalicelib.kinds.declaration import Kind
from chalicelib.operations.bounds import MAX_BATCH_REFS

if TYPE_CHECKING:
    from chalicelib.api.reconciliation.answer_types import (
        ExtendedPropertyJson,
        ExtensionCellJson,
        ReconciliationExtensionJson,
    )

AT = "/extend"
Amounts = Literal["text", "number"]
MAX_EXACT = 2**53  # beyond it, a spreadsheet rounds whole numbers
EXACT_MEMBERS = {"amount", "unit"}  # of a quantity that is no range, bound or estimate
MAX_ID_CHARS = 300


class Settings(RequestBody):
    """How the values of a property are shown."""

    amounts: Literal["text", "number"] = "text"


class AskedProperty(BaseModel):
    """A property whose values are asked for. Other members, such as a name, are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: Annotated[str, Field(max_length=MAX_PID_CHARS)]
    settings: Settings | None = None

    @property
    def amounts(self) -> Amounts:
        """How amounts are shown."""
        return "text" if self.settings is None else self.settings.amounts


class SentExtension(RequestBody):
    """A data extension as it is sent."""

    ids: Annotated[list[Annotated[str, Field(max_length=MAX_ID_CHARS)]], Field(max_length=MAX_BATCH_REFS)]
    properties: Annotated[list[AskedProperty], Field(max_length=MAX_PROPERTIES)]


def extend(call: Call, sent: Any, *, kind: Kind | None) -> "ReconciliationExtensionJson":
    """Return the values of each property of each entity; ids that are not on record have none. Raises Invalid.

    Ids of entities that were merged have the values of the survivors, and at an endpoint of a kind those of another
    kind have none. One request for the entities, one for their survivors, and one call for the names of values.
    """
    asked, declared = _read_extension(sent)
    views = entities_of(call, asked.ids, wide=any(each.is_wide for each in declared))
    of_kind = {ref: view for ref, view in views.items() if kind is None or view["kind"] == kind.name}
    known = {view["ref"]: name_of(view) for view in views.values()}
    refs = [ref for view in of_kind.values() for each in declared for ref in _refs_in(view, each)]
    names = Names.read(call.world, refs, known=known).by_ref
    columns = [*zip(asked.properties, declared, strict=True)]

    def row(ref: str) -> dict[str, list["ExtensionCellJson"]]:
        view = of_kind.get(ref, {})
        return {each.id: _cells_of(view, of, names=names, amounts=each.amounts) for each, of in columns}

    return {"meta": [_meta(each) for each in declared], "rows": {ref: row(ref) for ref in asked.ids}}


def _read_extension(sent: Any) -> tuple[SentExtension, list[DeclaredProperty]]:
    """Read an extension and the declarations of its properties. Raises Invalid with all faults."""
    faults = Faults()
    asked = read_shape(SentExtension, sent, at=AT, faults=faults)
    if asked is None:
        raise faults.as_refusal()
    known = declared_properties()
    for place, each in enumerate(asked.properties):
        if each.id not in known:
            detail = f"There is no property {quoted(each.id)}{known_words(each.id, known, guesses=faults.guesses)}"
            faults.add(f"{AT}/properties/{place}/id", "unknown_property", detail)
    faults.refuse()
    return asked, [known[each.id] for each in asked.properties]


def _meta(declared: DeclaredProperty) -> "ExtendedPropertyJson":
    kind = declared.kind_of_values
    shown: ExtendedPropertyJson = {"id": declared.id, "name": declared.name}
    return shown if kind is None else {**shown, "type": type_json(kind)}


def _refs_in(view: Mapping[str, Any], declared: DeclaredProperty) -> Iterator[str]:
    """Yield the refs among the values of a property."""
    yield from (value for value, _ in _values_of(view, declared) if _is_entity(value, declared))


def _cells_of(
    view: Mapping[str, Any], declared: DeclaredProperty, *, names: Mapping[str, str], amounts: Amounts
) -> list["ExtensionCellJson"]:
    """Return the values of a property as cells; what was erased has none."""
    return [
        _cell(value, item, declared, names=names, amounts=amounts)
        for value, item in _values_of(view, declared)
        if not (isinstance(value, Mapping) and "erased" in value)
    ]


def _values_of(view: Mapping[str, Any], declared: DeclaredProperty) -> Iterator[tuple[Any, Any]]:
    """Yield each value of a property, and the value with its qualifiers."""
    if declared.is_register:
        identifiers = view.get(IDENTIFIERS, [])
        yield from ((each["value"], each["value"]) for each in identifiers if each.get("scheme") == declared.id)
        return
    shown = view.get(declared.id)
    for item in shown if isinstance(shown, list) else [] if shown is None else [shown]:
        is_wrapped = isinstance(item, Mapping) and "value" in item
        yield (item["value"] if is_wrapped else item), item


def _cell(
    value: Any, item: Any, declared: DeclaredProperty, *, names: Mapping[str, str], amounts: Amounts
) -> "ExtensionCellJson":
    if _is_entity(value, declared):
        return {"id": value, "name": names.get(value, value)}
    if amounts == "number" and isinstance(value, Mapping) and value.keys() == EXACT_MEMBERS:
        return _number(Decimal(value["amount"])) or {"str": in_words(item)}
    return {"str": in_words(item)}


def _number(amount: Decimal) -> "ExtensionCellJson | None":
    """Return an amount as a number; None if a number cannot hold it."""
    if abs(amount) < MAX_EXACT and amount == amount.to_integral_value():
        return {"int": int(amount)}
    number = float(amount)
    return {"float": number} if isfinite(number) else None


def _is_entity(value: Any, declared: DeclaredProperty) -> bool:
    return declared.has_entities and isinstance(value, str) and known_ref(value)
