"""Compares two versions of the contract: what a client of the earlier one can no longer rely on in the later."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

Document = Mapping[str, Any]
UPPER = ("maximum", "maxLength", "maxItems", "maxProperties")
_ANNOTATIONS = ("description", "examples")
LOWER = ("minimum", "minLength", "minItems", "minProperties")


class Break(NamedTuple):
    """A change that breaks clients, and the component or the operation that it is in."""

    name: str
    what: str


@dataclass(frozen=True)
class Place:
    """Where the comparison is: under which name, at which member, and whether clients send or receive it."""

    name: str
    at: str = ""
    is_sent: bool = True

    def down(self, member: str) -> "Place":
        """Go to a member."""
        return replace(self, at=f"{self.at}/{member}")


@dataclass(frozen=True)
class Comparison:
    """Compares operations of two versions, following references in each; no pair of components twice."""

    before: Document
    after: Document
    seen: set[tuple[str, str, bool]] = field(default_factory=set)

    def breaks(self) -> list[Break]:
        """List every break, once."""
        found: list[Break] = []
        later = _operations(self.after)
        for where, operation in _operations(self.before).items():
            if where in later:
                found += self._operation(operation, later[where])
            else:
                found.append(Break(operation["operationId"], f"{where[1].upper()} {where[0]} is gone"))
        return list(dict.fromkeys(found))

    def _operation(self, before: Any, after: Any) -> Iterator[Break]:
        name = before["operationId"]
        if name != after["operationId"]:
            yield Break(name, f"is now called {after['operationId']}")
        if _is_open(before) and not _is_open(after):
            yield Break(name, "now needs a key")
        yield from self._parameters(self._by_name(before, self.before), self._by_name(after, self.after), Place(name))
        yield from self._body(before.get("requestBody", {}), after.get("requestBody", {}), Place(name, "body"))
        yield from self._answers(before["responses"], after["responses"], Place(name, is_sent=False))

    def _by_name(self, operation: Any, document: Document) -> dict[str, Any]:
        found = (_found(each, document)[0] for each in operation.get("parameters", ()))
        return {f"{each['in']} {each['name']}": each for each in found}

    def _parameters(self, before: dict[str, Any], after: dict[str, Any], place: Place) -> Iterator[Break]:
        yield from (Break(place.name, f"the parameter in {each} is gone") for each in before if each not in after)
        for each, parameter in after.items():
            if parameter.get("required") and not before.get(each, {}).get("required"):
                yield Break(place.name, f"the parameter in {each} is now required")
            if each in before and not _is_now_a_list(before[each], parameter):
                yield from self._schema(before[each]["schema"], parameter["schema"], place.down(each))

    def _body(self, before: Any, after: Any, place: Place) -> Iterator[Break]:
        if after and not before:
            yield Break(place.name, "now takes a body")
        yield from self._media(before.get("content", {}), after.get("content", {}), place)

    def _answers(self, before: Any, after: Any, place: Place) -> Iterator[Break]:
        for status, answer in before.items():
            if status not in after:
                yield Break(place.name, f"no longer answers {status}")
                continue
            was, now = _found(answer, self.before)[0], _found(after[status], self.after)[0]
            gone = was.get("headers", {}).keys() - now.get("headers", {}).keys()
            yield from (Break(place.name, f"{status} has lost the header {header}") for header in sorted(gone))
            yield from self._media(was.get("content", {}), now.get("content", {}), place.down(status))

    def _media(self, before: Any, after: Any, place: Place) -> Iterator[Break]:
        for media, described in before.items():
            if media in after:
                yield from self._schema(described["schema"], after[media]["schema"], place)
            else:
                yield Break(place.name, f"{place.at} is no longer {media}")

    def _schema(self, before: Any, after: Any, place: Place) -> Iterator[Break]:
        (was, was_called), (now, now_called) = _found(before, self.before), _found(after, self.after)
        if was_called and now_called:
            pair = (was_called, now_called, place.is_sent)
            if pair in self.seen:
                return
            self.seen.add(pair)
            place = Place(was_called, is_sent=place.is_sent)
        if _is_union(was) or _is_union(now):
            yield from self._forms(_forms_of(was, self.before), _forms_of(now, self.after), place)
        else:
            yield from self._whole(was, now, place)

    def _whole(self, was: Any, now: Any, place: Place) -> Iterator[Break]:
        yield from (Break(place.name, f"{place.at} {what}".strip()) for what in _narrowed(was, now, place.is_sent))
        yield from self._members(was, now, place)
        for keyword in ("items", "additionalProperties"):
            if isinstance(was.get(keyword), Mapping) and isinstance(now.get(keyword), Mapping):
                yield from self._schema(was[keyword], now[keyword], place.down("*"))

    def _members(self, before: Any, after: Any, place: Place) -> Iterator[Break]:
        was, now = before.get("properties", {}), after.get("properties", {})
        for name in was:
            if name in now:
                yield from self._schema(was[name], now[name], place.down(name))
            else:
                yield Break(place.name, f"{place.at}/{name} is gone")

    def _forms(self, before: list[Any], after: list[Any], place: Place) -> Iterator[Break]:
        """Compare alternatives: what may be sent must still fit one of them, what is answered one that was before."""
        for form in before if place.is_sent else after:
            pairs = [(form, each) if place.is_sent else (each, form) for each in (after if place.is_sent else before)]
            if not any(next(self._tried(pair, place), None) is None for pair in pairs):
                yield from min((list(self._tried(pair, place)) for pair in pairs), key=len)

    def _tried(self, pair: tuple[Any, Any], place: Place) -> Iterator[Break]:
        """Compare two forms that may not belong together, and remember nothing of it."""
        yield from replace(self, seen=set(self.seen))._whole(*pair, place)


def _is_now_a_list(before: Any, after: Any) -> bool:
    """Say whether a text became a list, of which it is one value or, with commas, several: the same on the wire."""
    was, now = before["schema"].get("type"), after["schema"].get("type")
    return (was, now, after.get("style")) == ("string", "array", "form")


def _is_union(schema: Any) -> bool:
    return bool({"anyOf", "oneOf", "allOf", "then"} & schema.keys())


def _forms_of(schema: Any, document: Document) -> list[Any]:
    """List the forms of a schema flat: those of its forms, and a form that is put together as one."""
    found, _ = _found(schema, document)
    if "allOf" in found:
        return [_put_together([_found(each, document)[0] for each in found["allOf"]])]
    forms = found.get("anyOf") or found.get("oneOf") or ([found["then"]] if "then" in found else None)
    return [found] if forms is None else [form for each in forms for form in _forms_of(each, document)]


def _put_together(parts: list[Any]) -> dict[str, Any]:
    whole = {name: member for part in parts for name, member in part.items()}
    return {**whole, "required": [name for part in parts for name in part.get("required", ())]}


def _operations(document: Document) -> dict[tuple[str, str], Any]:
    return {(path, method): each for path, at in document["paths"].items() for method, each in at.items()}


def _is_open(operation: Any) -> bool:
    security = operation.get("security", [{}])
    return not security or {} in security


def _found(at: Any, document: Document) -> tuple[Any, str]:
    """Follow a reference to its end; give what it points at, and the name of the last. It may be all of an `allOf`."""
    name = ""
    while "$ref" in (at := _alone(at)):
        _, _, group, name = at["$ref"].split("/")
        at = document["components"][group][name]
    return at, name


def _alone(at: Any) -> Any:
    """Return the only schema of an `allOf` with nothing beside it that checks values."""
    of_all = at.get("allOf", ())
    return of_all[0] if len(of_all) == 1 and at.keys() <= {"allOf", *_ANNOTATIONS} else at


def _narrowed(before: Any, after: Any, is_sent: bool) -> Iterator[str]:
    """Say how less may be sent than before, or more be answered."""
    narrow, wide = (before, after) if is_sent else (after, before)
    if before.get("type") != after.get("type") and {"type"} <= before.keys() | after.keys():
        yield f"was of type {before.get('type', 'any')} and is {after.get('type', 'any')}"
    if "enum" in wide and not set(narrow.get("enum", [object()])) <= set(wide["enum"]):
        yield "takes fewer words" if is_sent else "has more words"
    for keyword in (*UPPER, *LOWER):
        if keyword in wide and _is_beyond(narrow.get(keyword), wide[keyword], keyword):
            yield f"has another {keyword}: {before.get(keyword)} before, {after.get(keyword)} now"
    spelled_out = "format" in before and "pattern" not in before  # a format says more than a pattern can
    if before.get("pattern") != after.get("pattern") and is_sent and "pattern" in after and not spelled_out:
        yield "has another pattern"
    if before.get("additionalProperties") is not False and after.get("additionalProperties") is False and is_sent:
        yield "no longer accepts other members"
    was, now = set(before.get("required", ())), set(after.get("required", ()))
    yield from (f"needs {name}" for name in sorted(now - was) if is_sent)
    yield from (f"may leave out {name}" for name in sorted(was - now) if not is_sent)


def _is_beyond(one: Any, other: Any, keyword: str) -> bool:
    return one is None or (one > other if keyword in UPPER else one < other)
