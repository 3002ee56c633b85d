"""Refusals that no caller can cure: the table cannot be used until the operator acts."""

from chalicelib.domain.errors import Refusal


class Unavailable(Refusal):
    """The table cannot be used until the operator acts; `cause` says why, to the log and the terminal only."""

    code, title = "unavailable", "The data cannot be used at the moment"

    def __init__(self, detail: str, *, cause: str) -> None:
        super().__init__(detail)
        self.cause = cause


class StorageFull(Unavailable):
    """There is no room left to write; what is on record can still be read."""

    code, title = "storage_full", "No room is left to write"
