"""Compares two versions of the contract: what a client of the earlier one can no longer rely on in the later."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

Document = Mapping[str, Any]
UPPER = ("maximum", "maxLength", "maxItems", "maxProperties")
LOWER = ("minimum", "minLength", "minItems", "minProperties")


class Break(NamedTuple):
    """What no longer holds, and by which name: of a schema among the components, or else of the operation."""

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
            if each in before:
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
        if place.is_sent and self._is_one_of(before, now, place):
            return
        yield from (Break(place.name, f"{place.at} {what}".strip()) for what in _narrowed(was, now, place.is_sent))
        yield from self._members(was, now, place)
        for keyword in ("items", "additionalProperties"):
            if isinstance(was.get(keyword), Mapping) and isinstance(now.get(keyword), Mapping):
                yield from self._schema(was[keyword], now[keyword], place.down("*"))
        for keyword in ("anyOf", "oneOf"):
            yield from self._forms(was.get(keyword, []), now.get(keyword, []), place)

    def _is_one_of(self, before: Any, now: Any, place: Place) -> bool:
        """Say whether what could be sent is one of several forms now."""
        was, _ = _found(before, self.before)
        forms = [] if "anyOf" in was or "oneOf" in was else [*now.get("anyOf", []), *now.get("oneOf", [])]
        return any(not list(replace(self, seen=set(self.seen))._schema(before, form, place)) for form in forms)

    def _members(self, before: Any, after: Any, place: Place) -> Iterator[Break]:
        was, now = before.get("properties", {}), after.get("properties", {})
        for name in was:
            if name in now:
                yield from self._schema(was[name], now[name], place.down(name))
            else:
                yield Break(place.name, f"{place.at}/{name} is gone")

    def _forms(self, before: list[Any], after: list[Any], place: Place) -> Iterator[Break]:
        """Compare alternatives: the same ones with themselves, wherever they stand; the others go by their order."""
        same = [each for each in before if each in after]
        was = [*same, *(each for each in before if each not in after)]
        now = [*same, *(each for each in after if each not in before)]
        fewer = len(after) < len(before)
        if before and after and len(before) != len(after) and fewer == place.is_sent:
            yield Break(place.name, f"{place.at} had {len(before)} forms and has {len(after)}".strip())
        for one, other in zip(was, now, strict=False):
            yield from self._schema(one, other, place)


def _operations(document: Document) -> dict[tuple[str, str], Any]:
    return {(path, method): each for path, at in document["paths"].items() for method, each in at.items()}


def _is_open(operation: Any) -> bool:
    security = operation.get("security", [{}])
    return not security or {} in security


def _found(at: Any, document: Document) -> tuple[Any, str]:
    """Follow a reference; give what it points at, and its name."""
    if "$ref" not in at:
        return at, ""
    _, _, group, name = at["$ref"].split("/")
    return document["components"][group][name], name


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
    if before.get("pattern") != after.get("pattern") and is_sent and "pattern" in after:
        yield "has another pattern"
    if before.get("additionalProperties") is not False and after.get("additionalProperties") is False and is_sent:
        yield "takes no other members any more"
    was, now = set(before.get("required", ())), set(after.get("required", ()))
    yield from (f"needs {name}" for name in sorted(now - was) if is_sent)
    yield from (f"may leave out {name}" for name in sorted(was - now) if not is_sent)


def _is_beyond(one: Any, other: Any, keyword: str) -> bool:
    return one is None or (one > other if keyword in UPPER else one < other)
