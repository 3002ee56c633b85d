"""Says what a deployment that did not succeed has left behind, by the status that CloudFormation reports."""

_EVENTS = "The events of the stack in the console say why."
_STILL_AT_WORK = "_IN_PROGRESS"
_DONE_BUT_CLEANING = "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"


def deployment_failure(stack: str, status: str | None, *, is_first: bool) -> str:
    """Return what is true of a stack, by its status (None: there is no stack), after a deployment has not succeeded."""
    if status is None:
        return f"The deployment failed, and there is no stack {stack} any more. Nothing runs."
    if status == _DONE_BUT_CLEANING:
        return f"{stack} runs the new build, but CloudFormation still removes old resources ({status})."
    if status.endswith(_STILL_AT_WORK):
        return f"CloudFormation is still at work on {stack} ({status}). How it ends is not known yet: see its events."
    if is_first:
        return (
            f"The first deployment of {stack} failed ({status}). There was no build before it, so nothing runs. "
            f"{_EVENTS} Before the next deployment, delete the stack, and the table if it still exists."
        )
    if status == "UPDATE_ROLLBACK_COMPLETE":
        return f"The deployment failed. {stack} was put back and runs the build that it ran before. {_EVENTS}"
    return (
        f"The deployment failed, and {stack} was not put back ({status}): some of its resources can be of the new "
        f"build, others of the one before. {_EVENTS} Continue the rollback there before the next deployment."
    )


def change_set_failure(status: str, reason: str) -> str:
    """Return why there is no change set to show: CloudFormation refused it, or still makes it."""
    if status == "FAILED":
        return f"CloudFormation refuses the change: {reason or 'it gives no reason'}"
    return f"CloudFormation has not finished the list of changes ({status}). Nothing is deployed. Try again later."
