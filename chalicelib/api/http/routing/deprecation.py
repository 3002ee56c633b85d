"""Headers of deprecated routes: `Deprecation` (RFC 9745), `Sunset` (RFC 8594), and links."""

from datetime import UTC, date, datetime, time

from chalicelib.late_dataclass import dataclass

EXPLAINED = "/openapi.json"


@dataclass(frozen=True)
class Deprecation:
    """When a route was deprecated, when it is removed (both at 00:00 UTC), and the path to use instead."""

    since: date
    sunset: date
    successor: str

    def headers(self) -> dict[str, str]:
        """Return the headers `Deprecation` and `Sunset`."""
        from email.utils import format_datetime  # routes are rarely deprecated

        since = int(_midnight(self.since).timestamp())
        return {"Deprecation": f"@{since}", "Sunset": format_datetime(_midnight(self.sunset), usegmt=True)}

    def links(self, base: str) -> list[str]:
        """Return the links to the documentation and to the successor."""
        return [f'<{base}{EXPLAINED}>; rel="deprecation"', f'<{base}{self.successor}>; rel="successor-version"']


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
