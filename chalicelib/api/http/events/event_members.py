"""Reads the members of an event, and collects a fault for each that has the wrong type."""

from base64 import b64decode
from collections.abc import Mapping
from itertools import chain
from typing import Any, TypeGuard, TypeVar

from chalicelib.api.http.transport_refusals import BadRequest
from chalicelib.domain.errors import Fault
from chalicelib.domain.faults import summed_up

T = TypeVar("T")


class Members:
    """The members of an event, or of an object in it; absent and null members are read as empty."""

    def __init__(self, values: Mapping[str, Any], *, at: str = "", faults: list[Fault] | None = None) -> None:
        self._values = values
        self._at = at
        self._faults: list[Fault] = [] if faults is None else faults

    def text(self, name: str) -> str:
        """Read a text."""
        value = self._values.get(name)
        return value if isinstance(value, str) else self._otherwise(name, "a text", given=value, empty="")

    def texts(self, name: str) -> dict[str, str]:
        """Read an object of texts."""
        value = self._values.get(name)
        if value is None:
            return {}
        if _is_object_of_texts(value):
            return value
        empty: dict[str, str] = {}
        return self._otherwise(name, "an object of texts", given=value, empty=empty)

    def lists(self, name: str) -> dict[str, list[str]]:
        """Read an object of lists of texts."""
        value = self._values.get(name)
        if value is None:
            return {}
        if _is_object_of_lists(value):
            return value
        empty: dict[str, list[str]] = {}
        return self._otherwise(name, "an object of lists of texts", given=value, empty=empty)

    def list_of_texts(self, name: str) -> list[str]:
        """Read a list of texts."""
        value = self._values.get(name)
        empty: list[str] = []
        return value if _is_texts(value) else self._otherwise(name, "a list of texts", given=value, empty=empty)

    def within(self, name: str) -> "Members":
        """Read an object; its faults are added to these."""
        value = self._values.get(name)
        inner = value if isinstance(value, dict) else self._otherwise(name, "an object", given=value, empty={})
        return Members(inner, at=f"{self._at}{name}.", faults=self._faults)

    def flag(self, name: str) -> bool:
        """Read true or false."""
        value = self._values.get(name)
        return value if isinstance(value, bool) else self._otherwise(name, "true or false", given=value, empty=False)

    def body(self) -> str | bytes | None:
        """Read the body: a text, or bytes from base64 or from Chalice's own server."""
        value = self._values.get("body")
        body = value if isinstance(value, (str, bytes)) else self._otherwise("body", "a text", given=value, empty=None)
        if not self.flag("isBase64Encoded") or body is None:
            return body
        try:
            return b64decode(body, validate=True)
        except ValueError:
            self.add("body", "bad_value", "The body of the event is not base64, although `isBase64Encoded` is true.")
            return None

    def add(self, name: str, code: str, detail: str) -> None:
        """Add another fault."""
        self._faults.append(Fault(name, code, detail))

    def refuse(self) -> None:
        """Raise BadRequest with all faults; do nothing if there are none."""
        if self._faults:
            raise BadRequest(summed_up(self._faults), faults=tuple(self._faults))

    def _otherwise(self, name: str, wanted: str, *, given: Any, empty: T) -> T:
        if given is not None:
            where = f"{self._at}{name}"
            self.add(where, "wrong_type", f"{where} of the event must be {wanted}, or null.")
        return empty


# A set of types is built in C, in a fraction of the time of a loop.
_TEXT, _LIST = {str}, {list}


def _is_texts(value: Any) -> TypeGuard[list[str]]:
    return isinstance(value, list) and set(map(type, value)) <= _TEXT


def _is_object_of_texts(value: Any) -> TypeGuard[dict[str, str]]:
    return isinstance(value, dict) and set(map(type, value)) | set(map(type, value.values())) <= _TEXT


def _is_object_of_lists(value: Any) -> TypeGuard[dict[str, list[str]]]:
    if not isinstance(value, dict) or not set(map(type, value)) <= _TEXT:
        return False
    lists = value.values()
    return set(map(type, lists)) <= _LIST and set(map(type, chain.from_iterable(lists))) <= _TEXT
