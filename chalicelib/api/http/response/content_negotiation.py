"""Media types: which of those that a route offers a client would rather have."""

import re
from collections.abc import Sequence

from chalicelib.domain.errors import NotAcceptable

_RANGE = re.compile(r"\s*([\w!#$&^.+*-]+/[\w!#$&^.+*-]+)\s*((?:;[^,]*)?)")
_WEIGHT = re.compile(r";\s*q\s*=\s*(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)\s*(?:;|$)", re.IGNORECASE)
MAX_ACCEPT_CHARS = 1_000  # characters of an Accept header that are looked at


def preferred(accept: str | None, *, offered: Sequence[str]) -> str:
    """Choose by an Accept header (RFC 9110) among what is offered; raise NotAcceptable where it takes none of it.

    A header that is missing, or that nothing can be read of, takes anything. Of what is liked equally, that which the
    header names outdoes that which a wildcard takes in: many clients send `application/json, */*`.
    """
    if not accept or accept == "*/*":
        return offered[0]
    ranges = [_RANGE.fullmatch(part) for part in accept[:MAX_ACCEPT_CHARS].split(",")]
    weights = {found[1].lower(): _weight(found[2]) for found in ranges if found} or {"*/*": 1.0}
    liked = {media: _liking(media, weights) for media in offered}
    if not any(weight for weight, _ in liked.values()):
        detail = f"Accept takes none of what this answers in: {', '.join(offered)}."
        raise NotAcceptable(detail, context={"offers": list(offered)})
    return max(offered, key=lambda media: liked[media])


def _liking(media: str, weights: dict[str, float]) -> tuple[float, int]:
    """Give the weight of the most specific range that takes in the media type, and how specific that is."""
    ranges = ("*/*", f"{media.split('/', maxsplit=1)[0]}/*", media)
    found = [(weights[each], rank) for rank, each in enumerate(ranges) if each in weights]
    weight, specific = found[-1] if found else (0.0, 0)
    return (weight, specific) if weight else (0.0, 0)


def _weight(parameters: str) -> float:
    found = _WEIGHT.search(parameters)
    return float(found[1]) if found else 1.0
