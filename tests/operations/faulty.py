"""Tables that misbehave as real ones do: overtaken, unsure, dying, torn, lagging. Underneath is a real engine."""

from collections.abc import Callable, Sequence
from typing import Unpack

from chalicelib.store import keys
from chalicelib.store.rows import Action, Check, Key, Page, Row
from chalicelib.store.table import Collision, QueryOptions, Table, Unsure, WrappedTable


class Killed(BaseException):
    """The process dies here: code that catches every error does not catch this."""


class Overtaken(WrappedTable):
    """Lets somebody else write right before each of its first commits."""

    def __init__(self, inner: Table, *others: Callable[[], object]) -> None:
        super().__init__(inner)
        self.others = list(others)

    def commit(self, actions: Sequence[Action]) -> None:
        if self.others:
            self.others.pop(0)()
        super().commit(actions)


class Colliding(WrappedTable):
    """Refuses every commit as one that met another."""

    tries = 0

    def commit(self, actions: Sequence[Action]) -> None:
        self.tries += 1
        raise Collision([0])


class Losing(WrappedTable):
    """Loses the answers to its first commits, which landed or did not."""

    def __init__(self, inner: Table, *, lands: bool, times: int = 1) -> None:
        super().__init__(inner)
        self.lands, self.times = lands, times

    def commit(self, actions: Sequence[Action]) -> None:
        if self.times <= 0:
            super().commit(actions)
            return
        self.times -= 1
        if self.lands:
            super().commit(actions)
        raise Unsure("lost")


class Dying(WrappedTable):
    """Dies at the n-th call, before doing anything of it; `calls` counts."""

    def __init__(self, inner: Table, *, at: int) -> None:
        super().__init__(inner)
        self.at, self.calls = at, 0

    def _step(self) -> None:
        self.calls += 1
        if self.calls >= self.at:
            raise Killed

    def get(self, keys: Sequence[Key], *, consistent: bool = False) -> dict[Key, Row]:
        self._step()
        return super().get(keys, consistent=consistent)

    def query(self, index: str | None, pk: str, **options: Unpack[QueryOptions]) -> Page:
        self._step()
        return super().query(index, pk, **options)

    def commit(self, actions: Sequence[Action]) -> None:
        self._step()
        super().commit(actions)


class Interrupted(Dying):
    """Lets somebody else act right before its n-th call."""

    def __init__(self, inner: Table, *, at: int, other: Callable[[], object]) -> None:
        super().__init__(inner, at=at)
        self.other = other

    def _step(self) -> None:
        self.calls += 1
        if self.calls == self.at:
            self.other()


class Recording(WrappedTable):
    """Remembers every commit, and for each the rows it replaced."""

    def __init__(self, inner: Table) -> None:
        super().__init__(inner)
        self.commits: list[list[Action]] = []
        self.before: dict[Key, Row] = {}

    def commit(self, actions: Sequence[Action]) -> None:
        before = self.inner.get([action.key for action in actions], consistent=True)
        super().commit(actions)
        self.commits.append(list(actions))
        self.before = before

    @property
    def touched(self) -> list[Key]:
        """The keys that the last commit wrote."""
        return [action.key for action in self.commits[-1] if not isinstance(action, Check)]


class Reading(WrappedTable):
    """Remembers which items were read by key."""

    def __init__(self, inner: Table) -> None:
        super().__init__(inner)
        self.reads: list[list[Key]] = []

    def get(self, keys: Sequence[Key], *, consistent: bool = False) -> dict[Key, Row]:
        self.reads.append([*keys])
        return super().get(keys, consistent=consistent)


class HalfSeen(Recording):
    """Shows some rows of its last commit as they were before it, in so many queries."""

    stale: frozenset[Key] = frozenset()
    times = 0

    def show(self, stale: Sequence[Key], *, times: int = 1) -> None:
        self.stale, self.times = frozenset(stale), times

    def query(self, index: str | None, pk: str, **options: Unpack[QueryOptions]) -> Page:
        page = super().query(index, pk, **options)
        if self.times <= 0 or index is not None:
            return page
        self.times -= 1
        rows = {row.key: row for row in page.rows}
        for key in self.stale:
            if key.pk == pk and (options.get("start") or "") <= key.sk <= (options.get("end") or key.sk):
                rows.pop(key, None)
                rows |= {key: self.before[key]} if key in self.before else {}
        return Page(
            sorted(rows.values(), key=lambda row: row.key.sk, reverse=options.get("descending", False)), page.next
        )


class OneBehind(Recording):
    """Answers eventually consistent reads of items with what was there before the last write."""

    def get(self, keys: Sequence[Key], *, consistent: bool = False) -> dict[Key, Row]:
        found = super().get(keys, consistent=consistent)
        if consistent or not self.commits:
            return found
        touched = set(self.touched)
        old = {key: row for key, row in self.before.items() if key in keys}
        return {key: row for key, row in found.items() if key not in touched} | old


class Lagging(WrappedTable):
    """Hides the newest so many rows of the index of pending revisions."""

    def __init__(self, inner: Table, *, hidden: int) -> None:
        super().__init__(inner)
        self.hidden = hidden

    def query(self, index: str | None, pk: str, **options: Unpack[QueryOptions]) -> Page:
        whole: QueryOptions = {**options, "limit": None}
        page = super().query(index, pk, **whole)
        seen = page.rows[: max(0, len(page.rows) - self.hidden)] if pk == keys.pending_shard(0) else page.rows
        return Page(seen[: options.get("limit")], None)
