"""`watch` iterates over changes forever, and ends when it is asked to."""

from collections.abc import Callable
from itertools import islice
from threading import Thread

import pytest

from aifacts_client import Client, Watch
from tests.clients.conftest import Counting, a_company

QUICK = 0.05


def test_it_yields_what_is_on_record_and_then_what_comes(client: Client, a_slug: Callable[[], str]) -> None:
    head = client.stats().change
    watch = client.watch(after=head - 2, every=QUICK)
    changes = iter(watch)

    assert [change.number for change in islice(changes, 2)] == [head - 1, head]
    made = client.companies.create(a_company(a_slug()))
    assert (next(changes).ref, watch.number) == (made.ref, head + 1)


def test_it_begins_with_what_comes_unless_a_number_is_given(client: Client, a_slug: Callable[[], str]) -> None:
    watch = client.watch(every=QUICK)
    seen: list[str] = []

    def note() -> None:
        for change in watch:
            seen.append(change.ref)
            watch.stop()

    thread = Thread(target=note)
    head = client.stats().change
    thread.start()
    while watch.number is None:
        pass
    made = client.companies.create(a_company(a_slug()))
    thread.join(5)

    assert (seen, watch.number) == ([made.ref], head + 1)


def test_iterating_again_continues(client: Client) -> None:
    watch = client.watch(after=0, every=QUICK)

    assert [change.number for change in islice(watch, 2)] == [1, 2]
    assert [change.number for change in islice(watch, 2)] == [3, 4]


def test_a_filter_passes_over_changes_and_remembers_the_number(client: Client, sent: Counting) -> None:
    watch = client.watch(after=0, every=0.0, kind="source")

    first = next(iter(watch))
    assert (first.ref, sent.seen[-1].url.params["kind"]) == ("source/report", "source")


@pytest.mark.parametrize("end", [Watch.stop, lambda watch: watch._client.close()], ids=["stop", "close"])
def test_it_ends_at_once_with_stop_and_with_its_client(client: Client, end: Callable[[Watch], None]) -> None:
    watch = client.watch(after=client.stats().change, every=600)
    thread = Thread(target=lambda: [*watch])
    thread.start()
    end(watch)
    thread.join(5)

    assert not thread.is_alive()
    assert [*watch] == []
