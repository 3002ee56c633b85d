"""Audits a table, and refreshes it from its facts: after a restore, a change of declarations or of the layout."""

import argparse

from chalicelib.local.place import Options, Place, Unusable
from chalicelib.operations.repair import repair
from chalicelib.operations.restoring import audit_all, repair_all
from chalicelib.operations.world import Caller

KEEPER = Caller("local_refresh", frozenset({"admin"}))


def audit(asked: argparse.Namespace, _: Options, where: Place) -> None:
    """Print what does not agree, a line each; raise Unusable where there is anything, so that the program exits 1."""
    mendable = lost = 0
    for finding in audit_all(where.world, where.table, kind=asked.kind):
        print(finding.what, "lost" if finding.is_lost else "to mend", finding.detail, sep="\t", flush=True)
        lost += finding.is_lost
        mendable += not finding.is_lost
    if mendable or lost:
        raise Unusable(f"{mendable} findings that `refresh` mends, {lost} that it cannot.")
    print(f"All agrees ({where.name}).")


def refresh(asked: argparse.Namespace, _: Options, where: Place) -> None:
    """Refresh the entities that are named or, where none is, all of the kind or of the table, and its feed."""
    for ref in asked.refs:
        print(ref, f"r{repair(where.world, KEEPER, ref=ref)}", sep="\t")
    if not asked.refs:
        for what, done in repair_all(where.world, where.table, KEEPER, kind=asked.kind):
            print(what, done, sep="\t", flush=True)
