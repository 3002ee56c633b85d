"""Bugs of reads: resolution, the view, the clocks, pages, costs."""

from tests.planted.bug import Bug

OF_READS = (
    Bug(
        "counters of a table from before they were kept, taken for whole",
        "chalicelib/operations/numbering/group_counters.py",
        "return self.counts if counted == self.total else None",
        "return self.counts if counted <= self.total else None",
        (
            "tests/operations/lists/test_counts.py::test_a_table_from_before_counters_is_counted_by_rows_until_it_is_repaired",
        ),
    ),
    Bug(
        "a count that forgets the codes that are not shown: an entity in dispute is in one list too few",
        "chalicelib/operations/lists/group_filter.py",
        "        return name in wrong and code in self.codes[name]\n",
        "        return False\n",
        (
            "tests/operations/lists/test_counts.py::test_an_entity_is_counted_by_the_code_that_it_shows_and_listed_by_every_standing_one",
        ),
    ),
    Bug(
        "a wrong step of resolution: fewer independent origins are better",
        "chalicelib/domain/resolving/choosing/merits.py",
        "(*self.firmness, -self.origins, self.place, self.value)",
        "(*self.firmness, self.origins, self.place, self.value)",
        ("tests/domain/resolving/choosing/test_choice.py",),
    ),
    Bug(
        "a left out step of resolution: what was printed later and is dated earlier stays",
        "chalicelib/domain/resolving/resolution.py",
        "        left = _without(left, undated(left, moment), UNDATED, rejected)\n",
        "",
        ("tests/domain/resolving/test_succession.py",),
    ),
    Bug(
        "an origin that counts twice: one publisher under two sources",
        "chalicelib/domain/resolving/independent_origins.py",
        '        marks.add(f"publisher {identity(fact.publisher)}")\n',
        "        pass\n",
        ("tests/domain/resolving/test_independent_origins.py",),
    ),
    Bug(
        "a lost `also`: of two standing values the one that is not shown",
        "chalicelib/operations/entities/view.py",
        "    if len(reading.standing) > 1:\n",
        "    if len(reading.standing) > 2:\n",
        ("tests/operations/entities/test_reads.py",),
    ),
    Bug(
        "a lost source: a list names that of its first value only",
        "chalicelib/operations/entities/view.py",
        "sources=tuple(sorted({fact.evidence.source for fact in facts}))",
        "sources=tuple(sorted({fact.evidence.source for fact in facts[:1]}))",
        ("tests/operations/entities/test_reads.py",),
    ),
    Bug(
        "an ignored clock: an entity had ended before it did",
        "chalicelib/operations/entities/loading.py",
        "if known_at is None or each.at <= known_at])",
        "])",
        ("tests/operations/entities/test_known_at.py::test_a_retired_entity_is_gone_from_then_on_and_readable_before",),
    ),
    Bug(
        "an ignored clock: a source of that day is in print before it",
        "chalicelib/domain/resolving/presence.py",
        "in_print(fact) < moment.published_before",
        "in_print(fact) <= moment.published_before",
        ("tests/domain/resolving/test_resolution_at_a_moment.py",),
    ),
    Bug(
        "a cursor that skips a row at each page",
        "chalicelib/operations/paging/paging.py",
        "position_after(rows[-1], index) if",
        "position_after(found.rows[-1], index) if",
        ("tests/operations/entities/test_reads.py",),
    ),
    Bug(
        "a feed that skips a change at each page",
        "chalicelib/operations/feed/feed_reader.py",
        'for change in row.body["changes"] if change["number"] > after\n',
        'for change in row.body["changes"] if change["number"] > after + 1\n',
        ("tests/operations/feed/test_feed.py::test_every_revision_has_one_number_and_none_is_left_out",),
    ),
    Bug(
        "a slow read: an entity is loaded twice",
        "chalicelib/operations/entities/read.py",
        "        entity = load_view(world, str(ref))\n",
        "        entity = load_view(world, str(ref)) and load_view(world, str(ref))\n",
        ("tests/api/test_calls.py",),
    ),
    Bug(
        "a slow write: what is created is read before",
        "chalicelib/operations/transactions/transaction.py",
        "    new = {*write.creates} if is_first else set()\n",
        "    new = set[str]()\n",
        ("tests/api/test_calls.py",),
    ),
    Bug(
        "a page of facts with half of a write that came after its view was read",
        "chalicelib/operations/facts/entity_facts.py",
        "        show=lambda row: _show_seen_fact(row, seen, standing=standing),\n",
        "        show=lambda row: _show_seen_fact(row, moment, standing=standing),\n",
        ("tests/faults/test_reads.py",),
    ),
)
