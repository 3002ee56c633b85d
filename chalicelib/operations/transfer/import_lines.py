"""Import a page of an export: what is on record elsewhere is recorded here, with its times and authors."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from chalicelib.domain.errors import Busy, Fault, Invalid
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.transfer_errors import TableNotEmpty
from chalicelib.kinds import KINDS
from chalicelib.operations.entities.loading import load_series, without_view
from chalicelib.operations.transactions.idempotency import store_answer, unless_answered
from chalicelib.operations.transfer.entity_lines import EntityRecord, read_record
from chalicelib.operations.transfer.fact_lines import fact_line
from chalicelib.operations.transfer.import_state import number_changes, page_done
from chalicelib.operations.transfer.page_reading import Closing, ReadPage, read_page
from chalicelib.operations.transfer.restoring import restore
from chalicelib.operations.world import RequestContext, StoredAnswer, World
from chalicelib.store import keys
from chalicelib.store.item_limits import commit_in_slices
from chalicelib.store.records.entity_rows import fact_row
from chalicelib.store.records.erasure_rows import erasure_key_of
from chalicelib.store.records.revision_rows import Revision, read_revision, revision_row
from chalicelib.store.rows import ABSENT, UNREADABLE, Action, Put
from chalicelib.store.table import Collision, Unsure

if TYPE_CHECKING:
    from chalicelib.operations.transfer.answer_types import KeptJson

MAX_NAMED = 20  # facts of one entity that an answer names
MAX_KEPT = 100  # entities that an answer names


@dataclass
class Imported:
    """The effect of a page: its number, whether the import is over, and the entities on it.

    `kept` are entities that were on record otherwise, or erased: they stay as they are. `is_repeated` says that the
    page had been imported before.
    """

    page: int
    is_last: bool
    is_repeated: bool = False
    imported: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: "list[KeptJson]" = field(default_factory=list)

    def json_value(self) -> dict[str, Any]:
        """Return the effect of the page, as the API shows it."""
        return {
            "page": self.page,
            "complete": self.is_last,
            "repeated": self.is_repeated,
            "imported": len(self.imported),
            "unchanged": len(self.unchanged),
            "kept": self.kept[:MAX_KEPT],
            "kept_count": len(self.kept),
        }


def import_page(context: RequestContext, *, lines: Sequence[Any], into_existing: bool = False) -> StoredAnswer:
    """Import a page as `import_lines` does, once for each idempotency key."""
    world, key = context.world, context.idempotency

    def do() -> StoredAnswer:
        done = import_lines(world, lines=lines, into_existing=into_existing)
        return store_answer(world, key, answer=done.json_value(), write=world.token())

    return unless_answered(world, key, do)


def import_lines(world: World, *, lines: Sequence[Any], into_existing: bool = False) -> Imported:
    """Import the lines of a page of an export; pages come in their order. It can be repeated.

    Into an empty table, changes keep their numbers. With `into_existing` the changes get new numbers, and an entity
    that is on record, or was erased here, stays as it is. Raises NewerExport, Invalid, DigestMismatch,
    ManifestMismatch, TableNotEmpty, ImportOutOfOrder and Busy.
    """
    page = read_page(lines)
    done = Imported(page.number, page.is_last)
    if not into_existing:
        if not page.is_whole:
            detail = (
                "This export has not every kind and change, so its changes get new numbers: add `into_existing=true`."
            )
            raise TableNotEmpty(detail)
        if page_done(world, page):
            return replace(done, is_repeated=True)
    _write_entities(world, page, done, renumbered=into_existing)
    if not into_existing:
        number_changes(world, page)
    return done


def _write_entities(world: World, page: ReadPage, done: Imported, *, renumbered: bool) -> None:
    refs = list(dict.fromkeys([*page.facts, *page.revisions, *(each.ref for each in page.entities)]))
    views = [keys.view_key(ref) for ref in refs]
    firsts = [keys.revision_key(ref, 1) for ref in refs]
    erasures = [erasure_key_of(ref) for ref in refs]
    rows = world.table.get([*views, *firsts, *erasures], consistent=True) if refs else {}
    # An export from before an erasure must not bring the entity back.
    known = {ref for ref, *found in zip(refs, views, erasures, strict=True) if not rows.keys().isdisjoint(found)}
    begun = {ref for ref, key in zip(refs, firsts, strict=True) if key in rows}
    actions: list[Action] = []
    closed = {each.ref: each for each in page.entities}
    for ref in refs:
        facts, revisions = page.facts.get(ref, []), page.revisions.get(ref, [])
        if renumbered:
            revisions = [replace(each, change=None) for each in revisions]
        closing = closed.get(ref)
        if ref in known:
            if closing is not None:
                _keep(world, done, closing, facts=facts, revisions=revisions)
            continue
        if closing is None:
            actions += _unclosed(facts, revisions, is_begun=ref in begun)
        else:
            record = _whole_record(world, closing, facts, revisions)
            actions += _closed(record, closing, is_begun=ref in begun)
            done.imported.append(ref)
    try:
        commit_in_slices(world.table, actions)
    except (Collision, Unsure):
        raise Busy("Somebody else wrote one of these entities, or the table did not answer. Send it again.") from None


def _unclosed(facts: Sequence[Fact], revisions: Sequence[Revision], *, is_begun: bool) -> list[Action]:
    """Write a part of an entity, whose view follows with its last page: until then it does not exist."""
    rows = [fact_row(fact, series=_is_of_series(fact)) for fact in facts]
    return [*_revision_actions(revisions, is_begun=is_begun), *map(Put, rows)]


def _closed(record: EntityRecord, closing: Closing, *, is_begun: bool) -> list[Action]:
    """Write an entity with all that follows from its facts. Raises Invalid if nothing can follow from them."""
    try:
        rows = restore(record)
    except UNREADABLE as error:
        detail = (
            f"Line {closing.place + 1}: the facts and revisions of {record.ref} are none that a service could have."
        )
        raise Invalid(detail, faults=(Fault(f"/{closing.place}", "broken_line", detail),)) from error
    others = [Put(row) for row in (*rows.facts, *rows.others, *rows.view[1:], rows.view[0])]
    return [*_revision_actions(rows.revisions, is_begun=is_begun), *others]


def _revision_actions(revisions: Sequence[Revision], *, is_begun: bool) -> list[Action]:
    """Write revisions; the first one is the lock that keeps others from creating the entity."""
    return [Put(revision_row(each), when=ABSENT if each.number == 1 and not is_begun else None) for each in revisions]


def _is_of_series(fact: Fact) -> bool:
    kind = KINDS[fact.entity.partition("/")[0]]
    return fact.content.property in {each.name for each in kind.series_properties}


def _whole_record(world: World, closing: Closing, facts: Sequence[Fact], revisions: Sequence[Revision]) -> EntityRecord:
    """Return the record of an entity, with what came on earlier pages. Raises Invalid if that is not all."""
    if (len(facts), len(revisions)) != (closing.facts, closing.revisions):
        rows = world.table.query(None, keys.entity(closing.ref), consistent=True).rows
        entity = without_view(closing.ref, rows)
        before = {**entity.facts, **{fact.id: fact for fact in load_series(world, entity)}}
        facts = [*{**before, **{fact.id: fact for fact in facts}}.values()]
        numbered = {each.number: each for row in rows if row.key.sk.startswith("R#") for each in (read_revision(row),)}
        revisions = [*{**numbered, **{each.number: each for each in revisions}}.values()]
    if (len(facts), len(revisions)) != (closing.facts, closing.revisions) or not revisions:
        detail = (
            f"Line {closing.place + 1}: {closing.ref} has {closing.facts} facts and {closing.revisions} revisions, of "
            f"which {len(facts)} and {len(revisions)} arrived. Send every page of the export, from the first."
        )
        raise Invalid(detail, faults=(Fault(f"/{closing.place}", "broken_line", detail),))
    ordered = sorted(revisions, key=lambda each: each.number)
    return EntityRecord(closing.ref, closing.created_at, facts, ordered, closing.lifecycles, closing.redirects)


def _keep(
    world: World, done: Imported, closing: Closing, *, facts: Sequence[Fact], revisions: Sequence[Revision]
) -> None:
    """Compare an entity on record with the one in the export, as far as that is on this page."""
    here = read_record(world, closing.ref)
    mine = {} if here is None else {fact.id: fact for fact in here.facts}
    theirs = {fact.id: fact for fact in facts}
    missing = [name for name in theirs if name not in mine]
    different = [name for name in theirs if name in mine and fact_line(mine[name]) != fact_line(theirs[name])]
    if here is not None and not (missing or different) and _is_the_same(here, closing, revisions):
        done.unchanged.append(closing.ref)
        return
    count = 0 if here is None else len(here.revisions)
    done.kept.append(
        {
            "ref": closing.ref,
            "revisions": {"here": count, "export": closing.revisions},
            "missing_here": missing[:MAX_NAMED],
            "different_here": different[:MAX_NAMED],
        }
    )


def _is_the_same(here: EntityRecord, closing: Closing, revisions: Sequence[Revision]) -> bool:
    known = {each.number: each.shown() for each in here.revisions}
    return (
        (len(here.facts), len(here.revisions)) == (closing.facts, closing.revisions)
        and (tuple(here.lifecycles), tuple(here.redirects)) == (closing.lifecycles, closing.redirects)
        and all(known[each.number] == each.shown() for each in revisions)
    )
