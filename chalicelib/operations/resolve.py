"""Resolve names to entities: scored candidates, and an honest no where none will do."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from chalicelib.domain.candidacy import Candidate, Wanted, judge
from chalicelib.domain.verdicts import Verdict, decide
from chalicelib.operations.bounds import AT_ONCE
from chalicelib.operations.naming import Heard, Name, hear
from chalicelib.operations.world import World


@dataclass(frozen=True)
class Answered:
    """What one name was taken for, and what that took."""

    verdict: Verdict
    read: int
    complete: bool


def resolve(world: World, *, wanted: Sequence[Wanted]) -> list[Answered]:
    """Say of each name which entity it means, in the order asked: at most two queries a name, eight names at once."""
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        return list(pool.map(lambda each: _resolved(world, each), wanted))


def _resolved(world: World, wanted: Wanted) -> Answered:
    if not wanted.name.words:  # nothing to look for
        return Answered(Verdict("no_match", ()), 0, complete=True)

    def is_found(first: Heard) -> bool:
        """Say that the rest need not be read: it can hold nothing but names with typing errors."""
        return first.cut is None and any(_judged(wanted, name).features["folded"] for name in first.names)

    heard = hear(world, wanted.name, is_enough=is_found)
    names = {(each.ref, each.name): each for each in heard.names}
    candidates = [_judged(wanted, name) for name in names.values()]
    return Answered(decide(wanted, candidates), heard.read, heard.cut is None)


def _judged(wanted: Wanted, name: Name) -> Candidate:
    return judge(wanted, ref=name.ref, name=name.name, label=name.label, hint=name.hint)
