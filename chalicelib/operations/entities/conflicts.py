"""The conflicts of one entity, open and settled, each with its sides and its resolution."""

from chalicelib.domain.values import Ref
from chalicelib.operations.entities.loading import load_view, must_be_live
from chalicelib.operations.entities.read import resolve_at
from chalicelib.operations.entities.view import describe_conflict
from chalicelib.operations.world import NOW, Listed, Moment, World


def conflicts(world: World, *, ref: Ref, moment: Moment = NOW) -> Listed:
    """Return all conflicts of an entity as of a moment: one call. Raises NotFound, Gone and Merged."""
    if moment.is_now:
        entity = load_view(world, str(ref))
        must_be_live(entity)
        if view := entity.current_view(world.now()):
            stored = [{name: each for name, each in c.items() if name != "token"} for c in view.conflicts]
            return Listed(stored, None, {"returned": len(stored)})
    resolved = resolve_at(world, str(ref), moment).resolved
    found = [describe_conflict(slot, conflict) for slot, conflict in resolved.conflicts()]
    return Listed(found, None, {"returned": len(found)})
