"""Lists longer than a page reads by itself, here 20 rows: long pages, and orders that read a list whole."""

from decimal import Decimal

import pytest

from chalicelib.domain.errors import BadParameter
from chalicelib.kinds import KINDS
from chalicelib.operations.lists import list_page, row_reader
from chalicelib.operations.lists.listing import listing
from chalicelib.operations.world import World
from tests.operations.builders import a_company, a_model, a_source, refs_of

MODEL = KINDS["model"]
BY_LAB = {"developer": "company/lab"}
MOST = 20


@pytest.fixture
def many(in_memory: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """21 models, one more than a page reads, of which all but the last have a developer."""
    for module in (list_page, row_reader):
        monkeypatch.setattr(module, "MAX_ROWS_READ", MOST)
    a_source(in_memory)
    a_company(in_memory, "lab")
    for number in range(MOST + 1):
        size = {"amount": str((number * 7919) % 1000), "unit": "token"}
        by = {"developer": ["company/lab"]} if number < MOST else {}
        a_model(in_memory, f"m{number:03}", context_window=size, **by)
    return in_memory


def test_a_page_of_a_hundred_has_a_longer_list_whole_and_reads_each_row_once(many: World) -> None:
    page = listing(many, kind=MODEL, limit=100)
    assert (len(page.items), page.next, page.meta["read"]) == (MOST + 1, None, MOST + 1)
    filtered = listing(many, kind=MODEL, limit=100, filters={"name[ne]": "M003"})
    assert (len(filtered.items), filtered.next) == (MOST, None)
    two = listing(many, kind=MODEL, limit=100, filters={"developer": "company/lab,company/nobody"})
    assert (len(two.items), two.next is None) == (MOST, True)


def test_a_list_within_the_bound_is_sorted_and_a_longer_one_is_refused(many: World) -> None:
    whole = listing(many, kind=MODEL, limit=100, sort="context_window", descending=True, filters=BY_LAB)
    amounts = [Decimal(item["context_window"]["amount"]) for item in whole.items]
    assert (len(amounts), amounts) == (MOST, sorted(amounts, reverse=True))
    with pytest.raises(BadParameter, match="20 rows were looked at, and there are more") as refused:
        listing(many, kind=MODEL, limit=1, sort="context_window", descending=True)
    assert [fault.pointer for fault in refused.value.faults] == ["sort"]


def test_the_pages_of_a_sorted_list_have_each_item_once(many: World) -> None:
    seen, cursor = list[str](), None
    while True:
        page = listing(many, kind=MODEL, limit=7, cursor=cursor, sort="context_window", filters=BY_LAB)
        seen, cursor = [*seen, *refs_of(page)], page.next
        if cursor is None:
            break
    assert seen == refs_of(listing(many, kind=MODEL, limit=100, sort="context_window", filters=BY_LAB))
    assert len(set(seen)) == MOST
