"""What a route that is to go away says of it: `Deprecation` (RFC 9745), `Sunset` (RFC 8594), links to read on."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email.utils import format_datetime

EXPLAINED = "/openapi.json"


@dataclass(frozen=True)
class Deprecation:
    """Since when a route is deprecated, when it goes away (both at 0:00 UTC), and the path to use instead."""

    since: date
    sunset: date
    successor: str

    def headers(self) -> dict[str, str]:
        """Give the headers that say so."""
        since = int(_midnight(self.since).timestamp())
        return {"Deprecation": f"@{since}", "Sunset": format_datetime(_midnight(self.sunset), usegmt=True)}

    def links(self, base: str) -> list[str]:
        """Give the links to where it is explained and to what comes after it."""
        return [f'<{base}{EXPLAINED}>; rel="deprecation"', f'<{base}{self.successor}>; rel="successor-version"']


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
