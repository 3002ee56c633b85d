"""Writes the lists of a client, one for each kind."""

from collections.abc import Mapping
from typing import Any

from chalicelib.kinds import KINDS
from clients.build.python import MADE, camel

NAMES = sorted(camel(each) for each in KINDS)
FILTERS = [f"{name}{what}" for name in NAMES for what in ("Conditions", "Filters", "Group")]
HEAD = f'''"""The lists of a client, one for each kind. {MADE}"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Unpack

from aifacts_client.generated.async_plural import AsyncPlural
from aifacts_client.generated.kinds import {", ".join(NAMES)}
from aifacts_client.methods.plural import Plural

if TYPE_CHECKING:
    from aifacts_client.core.async_sender import AsyncSender
    from aifacts_client.core.sender import Sender
    from aifacts_client.generated.answers import Counts
    from aifacts_client.generated.filters import {", ".join(FILTERS)}
    from aifacts_client.pages import AsyncPages, Pages

'''


def text(_: Mapping[str, Any]) -> str:
    """Return the module."""
    parts = []
    for prefix, define, wait in (("", "def", ""), ("Async", "async def", "await ")):
        for kind in KINDS.values():
            plural, own = f"{prefix}{camel(kind.plural)}", camel(kind.name)
            by = f"{own}Group | Sequence[{own}Group] = ()"
            parts.append(
                f"class {plural}({prefix}Plural[{own}]):\n"
                f'    """The {kind.plural} of a service."""\n\n'
                f"    def __call__(self, **filters: Unpack[{own}Filters]) -> {prefix}Pages[{own}]:\n"
                f'        """List the {kind.plural} that match all filters."""\n'
                f"        return self._list(filters)\n\n"
                f"    {define} counts(self, by: {by}, **filters: Unpack[{own}Conditions]) -> Counts:\n"
                f'        """Count the {kind.plural} that match all filters, by one or two groups."""\n'
                f"        return {wait}self._counts(by, filters)\n"
            )
        lines = [
            f"        self.{kind.plural} = {prefix}{camel(kind.plural)}(client, {camel(kind.name)}, {kind.name!r})"
            for kind in KINDS.values()
        ]
        parts.append(
            f"class {prefix}Plurals:\n"
            f'    """A list of each kind."""\n\n'
            f"    def __init__(self, client: {prefix}Sender) -> None:\n" + "\n".join(lines) + "\n"
        )
    return HEAD + "\n\n".join(parts)
