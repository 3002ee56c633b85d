"""Shows the changes of a deployment and asks whether to make them, on standard output and input."""

from collections.abc import Sequence

from chalicelib.local.package.deploy import ResourceChange
from chalicelib.local.place import Unusable

QUESTION = "Execute? [y/N] "
YES = frozenset({"y", "yes"})


def confirm(changes: Sequence[ResourceChange], *, is_agreed: bool) -> bool:
    """Show the changes; return whether to make them: if that is agreed already, or a line of the input says so.

    Raises Unusable if it is agreed already and a table would be lost: a person has to read that and say yes.
    """
    print(*([each.line for each in changes] or ["No resource changes, only parameters or outputs."]), sep="\n")
    if not is_agreed:
        return _ask()
    if lost := [each.line for each in changes if each.loses_table]:
        raise Unusable(
            f"Nothing is deployed, because this would lose a table with its data: {'; '.join(lost)}. If you want that, "
            "deploy without --yes (YES=) and answer the question."
        )
    return True


def _ask() -> bool:
    try:
        return input(QUESTION).strip().lower() in YES
    except EOFError:  # no terminal, and nothing on standard input
        print("No answer on standard input, so nothing is deployed. Answer yes, or deploy with --yes (YES=1).")
        return False
