"""Reads a list that several keys serve, and leaves a key of which few rows fit for another one."""

from collections.abc import Iterator

from chalicelib.operations.bounds import FIRST_READ, MAX_ROWS_READ
from chalicelib.operations.lists.query_plan import Plan
from chalicelib.operations.lists.row_reader import MANY_PARTITIONS, Continuation, RowReader, RowsAtPosition
from chalicelib.operations.world import World


class SwitchingReader:
    """The rows of a list that several keys serve, at most 500, or `limit`: by the plan of which most rows fit.

    All plans have the same order, so a position in one is a position in all. A plan is left for another where its rows
    are not expected to fill the page within the bound. The caller keeps in `fitting` how many rows fit. `number` is the
    place of the current plan among all, with which the next page begins.
    """

    def __init__(self, world: World, plan: Plan, begin: Continuation, *, limit: int) -> None:
        self._world, self._limit, self._most = world, limit, max(MAX_ROWS_READ, limit)
        self._plans = (plan, *plan.others)
        self._shares: dict[int, float] = {}  # of the rows read by each plan so far, how many fit
        self._before = self._fitting_before = 0  # rows read by the plans before, and how many of them fit
        self._position = begin.after
        self.fitting = 0
        first = min(begin.plan, len(plan.others))
        twice = 2 * limit if self._plans[first].fits_mostly else FIRST_READ
        self._begin(first, max(limit, min(twice, FIRST_READ)))

    def __iter__(self) -> Iterator[RowsAtPosition]:
        """Yield position after position, until the bound ends the read."""
        while True:
            for place in self._reader:
                self._position = place.position
                yield place
            if not self.has_more or not self._read_on():
                return

    def already_read(self) -> Iterator[RowsAtPosition]:
        """Yield position after position without reading on, until there may be more rows than are read."""
        return self._reader.already_read()

    @property
    def read(self) -> int:
        """The number of rows read so far."""
        return self._before + self._reader.read

    @property
    def has_more(self) -> bool:
        """Whether there may be rows after the last position yielded."""
        return self._reader.has_more

    def _begin(self, number: int, most: int) -> None:
        self.number = number
        self._reader = RowReader(
            self._world, self._plans[number], after=self._position, limit=self._limit, first=most, most=most
        )

    def _read_on(self) -> bool:
        """Let the plan that is expected to find most read on; return False at the bound."""
        left, wanted = self._most - self.read, self._limit - self.fitting
        if left < MANY_PARTITIONS:
            return False
        share = self._shares[self.number] = (self.fitting - self._fitting_before) / self._reader.read
        if share * left >= wanted:
            self._reader.read_on(min(left, max(round(2 * wanted / share), FIRST_READ)))
            return True
        self._before, self._fitting_before = self.read, self.fitting
        untried = [number for number in range(len(self._plans)) if number not in self._shares]
        if untried:
            self._begin(untried[0], min(left, max(self._limit, FIRST_READ)))
        else:
            current = self.number
            self._begin(max(self._shares, key=lambda number: (self._shares[number], number != current)), left)
        return True
