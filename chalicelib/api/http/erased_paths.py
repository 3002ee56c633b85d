"""Requests for entities that were erased: they answer 410 in place of 404, for no row has their refs any more."""

from collections.abc import Callable

from chalicelib.api.http.routing.routes import Call, Reply
from chalicelib.domain.errors import NotFound
from chalicelib.domain.values import Ref
from chalicelib.kinds import PLURALS


def unless_erased(call: Call, verb: Callable[[], Reply]) -> Reply:
    """Call a verb. If it does not find the entity or fact that is asked for, look whether that was erased: one read.

    Raises ErasedEntity.
    """
    try:
        return verb()
    except NotFound:
        if (ref := _named_ref(call)) is not None:
            from chalicelib.operations.entities.erased import refuse_erased  # few requests need it

            refuse_erased(call.world, ref)
        raise


def _named_ref(call: Call) -> str | None:
    """Return the ref of the entity, or of the fact, that a path or the parameter `entity` names; None if none does."""
    path, asked = call.path, call.query.get("entity")
    if isinstance(asked, Ref):
        return str(asked)
    if "slug" in path:
        return f"{PLURALS[path['plural']].name}/{path['slug']}"
    kind, _, rest = path.get("id", "").partition("~")
    return f"{kind}/{rest.partition('~')[0]}" if rest else None
