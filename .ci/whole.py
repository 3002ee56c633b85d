"""Compares the model of a generated client with the response: the client must not lose anything."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any


def lost(raw: Any, back: Any, at: str = "") -> Iterator[str]:
    """List the differences between the client's JSON and the response.

    An instant may be written in another way, and a member that is absent may be null: some clients know no difference.
    """
    if isinstance(raw, dict) and isinstance(back, dict):
        yield from (f"{at}/{name} is lost" for name in raw.keys() - back.keys())
        yield from (f"{at}/{name} is new" for name in back.keys() - raw.keys() if back[name] is not None)
        for name in raw.keys() & back.keys():
            yield from lost(raw[name], back[name], f"{at}/{name}")
    elif isinstance(raw, list) and isinstance(back, list) and len(raw) == len(back):
        for place, (one, other) in enumerate(zip(raw, back, strict=True)):
            yield from lost(one, other, f"{at}/{place}")
    elif raw != back and not _is_one_instant(raw, back):
        yield f"{at}: {raw!r} became {back!r}"


def _is_one_instant(one: Any, other: Any) -> bool:
    try:
        return datetime.fromisoformat(one) == datetime.fromisoformat(other)
    except (TypeError, ValueError):
        return False
