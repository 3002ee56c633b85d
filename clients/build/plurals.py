"""Writes the lists of a client, one for each kind."""

from collections.abc import Mapping
from typing import Any

from chalicelib.kinds import KINDS
from clients.build.python import MADE, camel

HEAD = f'''"""The lists of a client, one for each kind. {MADE}"""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from aifacts_client.generated.kinds import {", ".join(sorted(camel(each) for each in KINDS))}
from aifacts_client.plural import AsyncPlural, Plural

if TYPE_CHECKING:
    from aifacts_client.async_client import AsyncClient
    from aifacts_client.client import Client
    from aifacts_client.generated.filters import {", ".join(sorted(f"{camel(each)}Filters" for each in KINDS))}
    from aifacts_client.pages import AsyncPages, Pages

'''


def text(_: Mapping[str, Any]) -> str:
    """Return the module."""
    parts = []
    for prefix in ("", "Async"):
        for kind in KINDS.values():
            plural, own = f"{prefix}{camel(kind.plural)}", camel(kind.name)
            parts.append(
                f"class {plural}({prefix}Plural[{own}]):\n"
                f'    """The {kind.plural} of a service."""\n\n'
                f"    def __call__(self, **filters: Unpack[{own}Filters]) -> {prefix}Pages[{own}]:\n"
                f'        """List the {kind.plural} that match all filters."""\n'
                f"        return self._list(filters)\n"
            )
        lines = [
            f"        self.{kind.plural} = {prefix}{camel(kind.plural)}(client, {camel(kind.name)}, {kind.name!r})"
            for kind in KINDS.values()
        ]
        parts.append(
            f"class {prefix}Plurals:\n"
            f'    """A list of each kind."""\n\n'
            f"    def __init__(self, client: {prefix}Client) -> None:\n" + "\n".join(lines) + "\n"
        )
    return HEAD + "\n\n".join(parts)
