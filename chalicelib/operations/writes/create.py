"""Create an entity with its first facts, in one transaction."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from chalicelib.domain.erasure_errors import ErasedEntity
from chalicelib.domain.errors import Duplicate, PossibleDuplicate, Refusal
from chalicelib.domain.faults import Faults
from chalicelib.domain.hints import Hint
from chalicelib.domain.values import SLUG_PATTERN
from chalicelib.kinds.declaration import Kind
from chalicelib.operations.entities.erased import refuse_erased
from chalicelib.operations.entities.loading import Entity, erased_json, load_entity
from chalicelib.operations.transactions.attempts import Attempt
from chalicelib.operations.transactions.parsing.flat_body import draft_fields, event_type_name
from chalicelib.operations.transactions.references import last_survivor
from chalicelib.operations.transactions.staging.changes import Change, Staged
from chalicelib.operations.transactions.transaction import run_transaction
from chalicelib.operations.world import RequestContext, World, Written
from chalicelib.operations.writes.duplicates import UNNAMED, duplicates_of
from chalicelib.store.records.lifecycle_rows import Lifecycle

PATHS_OF_KINDS = frozenset({"counts"})  # slugs that would hide the paths `/v1/{plural}/...` of these names


def create(
    context: RequestContext, *, kind: Kind, body: Mapping[str, Any], allow_duplicate: bool | None = None
) -> Written:
    """Record a new entity from a flat body with its `slug`. Raises Invalid, and Duplicate if the slug is taken.

    Unless `allow_duplicate`, which its history shows, raises PossibleDuplicate if the same entity seems to be on record
    under another slug. None is for loaders of texts that somebody has checked: they do not look, and nothing shows it.
    """
    faults = Faults()
    ref = f"{kind.name}/{read_slug(body, at='', faults=faults)}"

    def plan(attempt: Attempt) -> list[Change]:
        must_be_free(context.world, attempt.entities[ref])
        attempt.faults.take(faults.found)
        change = draft_new(kind, body, ref=ref, faults=attempt.faults)
        return [replace(change, allows_duplicate=bool(allow_duplicate))]

    def judge(staged: Sequence[Staged]) -> tuple[Hint, ...]:
        if allow_duplicate is False:
            _refuse_duplicate(context.world, *staged)
        return ()

    # A create reads nothing first: if the entity was erased, its commit fails.
    (outcome,) = run_transaction(context, refs=[ref], plan=plan, creates=[ref], load=load_unless_erased, judge=judge)
    return outcome.written()


def load_unless_erased(world: World, ref: str) -> Entity:
    """Load an entity. Raises ErasedEntity."""
    entity = load_entity(world, ref)
    if entity.view is None:
        refuse_erased(world, ref)
    return entity


def _refuse_duplicate(world: World, staged: Staged) -> None:
    # A create does not read its entity: if that is on record, the commit says so.
    found = duplicates_of(world, staged, itself=(staged.entity.ref,)).candidates
    if not found:
        return
    ref, first, reasons = staged.entity.ref, found[0].ref, ", ".join(found[0].why)
    raise PossibleDuplicate(
        f"{ref} may be on record already as {first} ({reasons}). If it is the same, add to that with PATCH; if not, "
        "send this again with `allow_duplicate=true`.",
        context={"candidates": [each.json_value() for each in found]},
    )


def draft_new(kind: Kind, body: Mapping[str, Any], *, ref: str, faults: Faults, at: str = "") -> Change:
    """Draft a new entity from its flat body, which is the part `at` of the request."""
    type_name = event_type_name(kind, body)
    read = draft_fields(kind, body, ref=ref, type_name=type_name, faults=faults, at=at)
    _note_missing_fields(kind, body, type_name, at=at, faults=faults)
    return Change(ref, "created", drafts=read.drafts, refs=read.refs, replacements=read.replacements)


def must_be_free(world: World, entity: Entity) -> None:
    """Refuse to create an entity that is on record, with what the caller can do instead. Raises Duplicate."""
    if entity.view is not None:
        raise _slug_taken(world, entity.ref, entity.view.lifecycle)


def _slug_taken(world: World, ref: str, life: Lifecycle | None) -> Refusal:
    """Return the refusal of a slug that is taken, with what the caller can do instead."""
    if life is None:
        return Duplicate(f"{ref} already exists; add to it with PATCH.", context={"ref": ref})
    if life.is_erasure:
        return ErasedEntity.of(ref, erased_json(life))
    if life.into is None:
        detail = f"{ref} was retired, and its slug cannot be used again; choose another slug. The reason: {life.reason}"
        return Duplicate(detail, context={"ref": ref, "retired_at": life.at, "reason": life.reason})
    survivor, retired = last_survivor(world, life.into)
    advice = "add to that with PATCH" if retired is None else f"that was retired ({retired}), so choose another slug"
    return Duplicate(f"{ref} was merged into {survivor}; {advice}.", context={"ref": ref, "merged_into": survivor})


def read_slug(body: Mapping[str, Any], *, at: str, faults: Faults) -> str:
    """Return the slug of a body, or a word that no slug can be, with a fault."""
    slug = body.get("slug")
    if isinstance(slug, str) and slug in PATHS_OF_KINDS:
        faults.add(f"{at}/slug", "reserved", f"`{slug}` is an address under each kind. Choose another slug.")
        return UNNAMED
    if isinstance(slug, str) and re.fullmatch(SLUG_PATTERN, slug):
        return slug
    code = "missing_field" if slug is None else "not_a_slug"
    faults.add(f"{at}/slug", code, "Expected 1 to 80 of a-z, 0-9, `.`, `_` and `-`, beginning with a letter or digit.")
    return UNNAMED


def _note_missing_fields(
    kind: Kind, body: Mapping[str, Any], type_name: str | None, *, at: str, faults: Faults
) -> None:
    for declared in kind.all_properties(type_name=type_name):
        if declared.required and body.get(declared.name, []) == []:
            detail = f"A new {kind.name} needs `{declared.name}`: {declared.meaning}"
            faults.add(f"{at}/{declared.name}", "missing_field", detail)
