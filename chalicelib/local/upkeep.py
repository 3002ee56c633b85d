"""Audits a table, and refreshes it from its facts: after a restore, a change of declarations or of the layout."""

import argparse
from collections import Counter

from chalicelib.local.place import Environment, Options, Unusable
from chalicelib.operations.upkeep.audit import Remedy
from chalicelib.operations.upkeep.entity_repair import repair
from chalicelib.operations.upkeep.table_repair import audit_all, repair_all
from chalicelib.operations.world import Caller

KEEPER = Caller("local_refresh", frozenset({"admin"}))


def audit(asked: argparse.Namespace, _: Options, where: Environment) -> None:
    """Print what does not agree, a line each; raise Unusable where there is anything, so that the program exits 1.

    An entity that an operator has accepted as it is ahead of the clock is printed and does not count.
    """
    counts = Counter[Remedy]()
    for finding in audit_all(where.world, where.table, kind=asked.kind):
        print(finding.what, finding.remedy.value, finding.detail, sep="\t", flush=True)
        counts[finding.remedy] += 1
    if counts.keys() - {Remedy.ACCEPTED}:
        raise Unusable(
            f"{counts[Remedy.TO_MEND]} findings that `refresh` mends, {counts[Remedy.LOST]} that it cannot, "
            f"{counts[Remedy.AHEAD]} ahead of the clock."
        )
    print(f"All agrees ({where.name}).")


def refresh(asked: argparse.Namespace, _: Options, where: Environment) -> None:
    """Refresh the entities that are named or, where none is, all of the kind or of the table, and its feed.

    Raise Unusable where entities are to be accepted ahead of the clock and none is named.
    """
    if asked.accept_ahead and not asked.refs:
        raise Unusable("--accept-ahead takes the refs of the entities, as `audit` names them.")
    for ref in asked.refs:
        number = repair(where.world, KEEPER, ref=ref, accepts_ahead=asked.accept_ahead)
        print(ref, f"r{number}", sep="\t")
    if not asked.refs:
        for what, done in repair_all(where.world, where.table, KEEPER, kind=asked.kind):
            print(what, done, sep="\t", flush=True)
