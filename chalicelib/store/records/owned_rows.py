"""Rows that list the webhooks and watches of an API key, so that it has no more than it may have."""

from dataclasses import replace

from chalicelib.late_dataclass import dataclass
from chalicelib.store.keys.following import owned_key
from chalicelib.store.records.follower_rows import EDITION
from chalicelib.store.rows import ABSENT, Condition, Equals, Row, of_row


@dataclass(frozen=True)
class Owned:
    """The ids of the webhooks and watches of an API key, in order; `edition` grows with each write."""

    owner: str
    ids: tuple[str, ...] = ()
    edition: int = 0

    def of_type(self, prefix: str) -> tuple[str, ...]:
        """Return those whose ids begin so."""
        return tuple(each for each in self.ids if each.startswith(prefix))

    def with_id(self, follower_id: str) -> "Owned":
        """Return the list with one more."""
        return replace(self, ids=tuple(sorted({*self.ids, follower_id})), edition=self.edition + 1)

    def without_id(self, follower_id: str) -> "Owned":
        """Return the list without one."""
        return replace(self, ids=tuple(each for each in self.ids if each != follower_id), edition=self.edition + 1)

    def is_unchanged(self) -> Condition:
        """Return the condition that nobody has written it since it was read."""
        return Equals(EDITION, self.edition) if self.edition else ABSENT


def owned_row(owned: Owned) -> Row:
    """Return the row of a list."""
    return Row(owned_key(owned.owner), {"ids": list(owned.ids)}, condition_attributes={EDITION: owned.edition})


@of_row
def read_owned(row: Row) -> Owned:
    """Read a list."""
    return Owned(row.key.pk.removeprefix("Y#"), tuple(row.body["ids"]), int(row.condition_attributes[EDITION]))
