"""Bugs of writes: transactions, the feed, idempotency, merges, erasure, upkeep."""

from tests.planted.bug import Bug

OF_WRITES = (
    Bug(
        "a lost condition: a revision overwrites that of another writer",
        "chalicelib/operations/transactions/staging/staging.py",
        "[Put(revision_row(_revision_of(change, entity, after, facts, stamp)), when=ABSENT)]",
        "[Put(revision_row(_revision_of(change, entity, after, facts, stamp)))]",
        ("tests/operations/transactions/test_faults.py::test_a_writer_that_was_overtaken_loses_nothing",),
    ),
    Bug(
        "a lost condition: two number the feed from the same head",
        "chalicelib/operations/numbering/sequencer.py",
        "Put(head_row(last, moved.service), when=Equals(HEAD, newest) if head else ABSENT)",
        "Put(head_row(last, moved.service))",
        (
            "tests/operations/feed/test_feed.py::test_two_who_see_different_revisions_and_number_them_at_the_same_time_give_no_number_twice",
        ),
    ),
    Bug(
        "a skipped row of the feed: of a revision that changes no property",
        "chalicelib/operations/numbering/sequencer.py",
        "[feed_entry(revision) for revision in numbered]",
        "[feed_entry(revision) for revision in numbered if revision.changes]",
        ("tests/operations/feed/test_feed.py::test_every_revision_has_one_number_and_none_is_left_out",),
    ),
    Bug(
        "a write that is not in the feed: a pending revision that no index holds",
        "chalicelib/store/records/revision_rows.py",
        "if revision.change is None else {}",
        "if revision.change is None and revision.recorded else {}",
        ("tests/operations/feed/test_feed.py::test_every_revision_has_one_number_and_none_is_left_out",),
    ),
    Bug(
        "a lost comparison: an idempotency key answers another request",
        "chalicelib/operations/transactions/idempotency.py",
        "    if receipt.asked != idempotency.asked:\n        raise IdempotencyKeyReused(REUSED)\n",
        "",
        (
            "tests/operations/transactions/idempotency/test_same_answer.py::test_another_request_under_the_same_key_is_refused_and_writes_nothing",
        ),
    ),
    Bug(
        "a receipt that is never written: a repeated request is carried out again",
        "chalicelib/operations/transactions/transaction.py",
        "    actions = [*receipt, *(action",
        "    actions = [*(action",
        (
            "tests/operations/transactions/idempotency/test_same_answer.py::test_the_same_request_gets_the_same_answer_and_writes_nothing",
        ),
    ),
    Bug(
        "If-Match that lets older revisions through",
        "chalicelib/operations/entities/loading.py",
        "if if_match is not None and entity.revision not in if_match:",
        "if if_match is not None and entity.revision < min(if_match):",
        ("tests/operations/writes/test_writes.py::test_decisions_honour_the_revision_they_were_made_on",),
    ),
    Bug(
        "a merge that copies some facts only",
        "chalicelib/operations/writes/ending/merge.py",
        "for start in range(0, len(standing), MAX_COPIED_FACTS):",
        "for start in range(0, len(standing), MAX_COPIED_FACTS + 1):",
        ("tests/operations/writes/test_merge.py",),
    ),
    Bug(
        "half an erasure: the receipts keep the words",
        "chalicelib/operations/writes/erasing/planning.py",
        "        *overwrite_receipts(world, receipts, traces),\n        *(Put(fact_row",
        "        *(Put(fact_row",
        ("tests/operations/writes/erasing/test_traces_of_requests.py::test_the_receipt_of_a_request_reports_no_word",),
    ),
    Bug(
        "half an erasure: the reasons of earlier decisions keep the words",
        "chalicelib/domain/facts/erasing.py",
        "publisher=publisher, decisions=tuple(map(_erase_decision, fact.decisions)))",
        "publisher=publisher)",
        ("tests/domain/test_erasing.py",),
    ),
    Bug(
        "a counter that only grows: an entity leaves no group",
        "chalicelib/operations/transactions/staging/view_update.py",
        "cell: (cell in view.cells) - (cell in counted) for cell",
        "cell: int(cell in view.cells) for cell",
        ("tests/operations/lists/test_counts_laws.py",),
    ),
    Bug(
        "sums that lose the moves since the sums before",
        "chalicelib/operations/numbering/group_counters.py",
        "    counts = _added(before.counts or {}, recent.counts) if is_whole else None\n",
        "    counts = before.counts if is_whole else None\n",
        (
            "tests/operations/numbering/test_group_counters.py::test_moves_are_summed_after_some_changes_and_nothing_is_lost",
        ),
    ),
    Bug(
        "an audit that counts nothing",
        "chalicelib/operations/upkeep/audit.py",
        "    if view.facts != kept.entity.tally:",
        "    if not view.facts:",
        (
            "tests/operations/upkeep/test_restore.py::test_a_decision_that_the_view_counts_and_no_fact_has_is_found_though_nothing_else_shows_it",
        ),
    ),
    Bug(
        "a tick that stops at the first entity that fails",
        "chalicelib/operations/upkeep/tick.py",
        "    except Exception as error:  # noqa: BLE001  a failure of one entity must not delay the others\n",
        "    except ZeroDivisionError as error:\n",
        ("tests/operations/upkeep/test_tick.py::test_a_failed_renewal_is_reported_and_delays_no_other",),
    ),
    Bug(
        "a clock that another machine set ahead is trusted",
        "chalicelib/operations/transactions/attempts.py",
        "    must_not_be_ahead(filter(None, written), now=clock.now, may_be_ahead=attempt.may_be_ahead)\n",
        "    must_not_be_ahead(filter(None, written), now=clock.now, may_be_ahead=True)\n",
        ("tests/operations/transactions/test_clocks.py",),
    ),
    Bug(
        "a portion of a large entity that forgets which facts replace its own",
        "chalicelib/operations/transactions/staging/portions/selection.py",
        "        self._take_replacements()\n",
        "",
        ("tests/operations/large/test_portions.py",),
    ),
    Bug(
        "a portion of a large entity that shows a value although another slot precedes its own",
        "chalicelib/operations/transactions/staging/portions/portion_reader.py",
        "        if name not in self.resolved.choices or not is_elsewhere:\n",
        "        if name not in self.resolved.choices or is_elsewhere:\n",
        ("tests/operations/large/test_portions.py",),
    ),
    Bug(
        "a portion of a large entity in which a newer document of a series moves nothing",
        "chalicelib/operations/transactions/staging/portions/portion_content.py",
        "        return is_derived(fact)\n",
        "        return False\n",
        ("tests/operations/large/test_portions.py",),
    ),
    Bug(
        "a merge after which nobody looks again for what refers to the merged entity",
        "chalicelib/operations/transactions/staging/staging.py",
        "        view = replace(view, look_again=plus_ms(at, LATE_MS) if change.life.into else None)\n",
        "        view = replace(view, look_again=None)\n",
        ("tests/operations/upkeep/test_late_referrers.py",),
    ),
    Bug(
        "a merge that does not depend on a survivor in which it changes nothing",
        "chalicelib/operations/transactions/checking/checks.py",
        "    changed = {each.entity.ref for each in staged if each.record or not ends}\n",
        "    changed = {each.entity.ref for each in staged}\n",
        ("tests/operations/writes/test_merge.py",),
    ),
)
