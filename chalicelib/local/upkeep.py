"""Audits a table and repairs it from its facts: after a restore, or a change of declarations or of the layout."""

import argparse
from collections import Counter
from collections.abc import Iterator

from chalicelib.local.place import Environment, Options, Unusable
from chalicelib.operations.upkeep.audit import Remedy
from chalicelib.operations.upkeep.table_repair import Step, audit_all, repair_all, repair_one
from chalicelib.operations.world import Caller

KEEPER = Caller("local_refresh", frozenset({"admin"}))


def audit(asked: argparse.Namespace, _: Options, where: Environment) -> None:
    """Print each fault on a line; raise Unusable if there is one, so that the program exits with 1.

    An entity ahead of the clock that an operator has accepted is printed and does not count.
    """
    counts = Counter[Remedy]()
    for finding in audit_all(where.world, where.table, kind=asked.kind):
        print(finding.what, finding.remedy.value, finding.detail, sep="\t", flush=True)
        counts[finding.remedy] += 1
    if counts.keys() - {Remedy.ACCEPTED}:
        raise Unusable(
            f"{counts[Remedy.REPAIRABLE]} findings that `repair` fixes, {counts[Remedy.LOST]} that it cannot fix, "
            f"{counts[Remedy.AHEAD]} ahead of the clock."
        )
    print(f"No faults found ({where.name}).")


def repair(asked: argparse.Namespace, _: Options, where: Environment) -> None:
    """Repair the named entities, or all of a kind, or the whole table and its feed; print each step on a line.

    Raise Unusable at the end if a step failed, and for --accept-ahead without refs.
    """
    if asked.accept_ahead and not asked.refs:
        raise Unusable("--accept-ahead requires the refs of the entities, as `audit` lists them.")
    failed = 0
    for step in _steps(asked, where):
        print(step.what, step.done, sep="\t", flush=True)
        failed += step.failed
    if failed:
        raise Unusable(f"{failed} could not be repaired: see the lines with `failed`.")


def _steps(asked: argparse.Namespace, where: Environment) -> Iterator[Step]:
    if not asked.refs:
        return repair_all(where.world, where.table, KEEPER, kind=asked.kind)
    return (repair_one(where.world, KEEPER, ref=ref, accepts_ahead=asked.accept_ahead) for ref in asked.refs)
