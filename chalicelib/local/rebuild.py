"""Rebuilds views and rows from the facts: after a change of declarations, or a restore."""

import argparse
from collections.abc import Iterator

from chalicelib.kinds import KINDS
from chalicelib.local.place import Options, Place
from chalicelib.operations.listing import listing
from chalicelib.operations.refresh import refresh
from chalicelib.operations.world import Caller, World

REBUILDER = Caller("local_rebuild", frozenset({"admin"}))
PAGE = 100


def rebuild(asked: argparse.Namespace, _: Options, where: Place) -> None:
    """Rebuild the entities that are named or, where none is, all that are listed."""
    for ref in asked.refs or listed(where.world):
        written = refresh(where.world, REBUILDER, ref=ref, cause="rebuilt")
        print(f"{ref}\tr{written.revision}")


def listed(world: World) -> Iterator[str]:
    """Give the ref of every entity that is listed, kind by kind."""
    for kind in KINDS.values():
        page = listing(world, kind=kind, limit=PAGE)
        yield from (card["ref"] for card in page.items)
        while page.next:
            page = listing(world, kind=kind, limit=PAGE, cursor=page.next)
            yield from (card["ref"] for card in page.items)
