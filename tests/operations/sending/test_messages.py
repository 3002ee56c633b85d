"""Messages: under 20,000 bytes, cut at changes, and the same id for the same changes."""

import json

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.following.selection import Selection, UsedEntity
from chalicelib.operations.sending.batches import ROOM
from chalicelib.operations.sending.messages import MAX_BYTES, Message, cut, entry_of, message_id
from chalicelib.operations.sending.retry_schedule import DELAYS, chance_of, delay_ms

AT = "2026-11-23T10:00:00.000Z"


def a_change(number: int = 1, **more: object) -> dict[str, object]:
    return {
        "number": number,
        "at": AT,
        "ref": "company/deepseek",
        "revision": 1,
        "by": "key_1",
        "cause": "patched",
        "properties": ["name"],
        **more,
    }


def test_events_of_one_type_name_the_message() -> None:
    entry = entry_of(Selection(), a_change(), None)
    retracted = {"fact": "company~deepseek~name~1", "decision": "retracted"}
    both = entry_of(Selection(), a_change(2, decided=[retracted]), None)
    assert entry is not None
    assert both is not None
    assert json.loads(Message([entry], 1).text(head=2))["type"] == "entity.changed"
    two = json.loads(Message([entry, both], 2).text(head=2))
    assert two["type"] == "changes"
    assert two["data"]["changes"][1]["events"] == ["entity.changed", "fact.retracted"]
    assert two["data"]["changes"][1]["facts"] == ["company~deepseek~name~1"]


def test_a_change_that_is_not_selected_is_no_entry() -> None:
    assert entry_of(Selection(kinds=frozenset({"model"})), a_change(), None) is None


def test_a_message_of_notices_alone_says_so() -> None:
    selection = Selection(entities=(UsedEntity("company/deepseek", 0),), of_use_only=True)
    entry = entry_of(selection, a_change(), None)
    assert entry is not None
    message = json.loads(Message([entry], 1).text(head=1))
    assert (message["type"], message["data"]["changes"]) == ("notices", [])
    (notice,) = message["data"]["notices"]
    assert (notice["used"], notice["reasons"]) == ({"entity": "company/deepseek", "revision": 0}, ["superseded"])


@given(st.integers(0, 3_000), st.integers(0, 300))
def test_an_entry_that_is_too_large_is_cut_and_says_so(properties: int, used: int) -> None:
    selection = Selection(entities=tuple(UsedEntity("company/deepseek", 0) for _ in range(used)))
    entry = entry_of(selection, a_change(properties=[f"property_{n}" for n in range(properties)]), None)
    if entry is None or entry.size <= ROOM:
        return
    small = cut(entry)
    text = Message([small], 1).text(head=10**12)
    assert len(text.encode()) < MAX_BYTES
    assert json.loads(text)["data"]["changes"][0]["more"] is True


def test_the_head_is_no_part_of_the_id_and_all_else_is() -> None:
    first, second = entry_of(Selection(), a_change(1), None), entry_of(Selection(), a_change(2), None)
    assert first is not None
    assert second is not None
    text = Message([first], 1).text(head=1)
    assert message_id("webhook_1", text) == message_id("webhook_1", Message([first], 1).text(head=9))
    assert message_id("webhook_1", text) != message_id("webhook_2", text)
    assert message_id("webhook_1", text) != message_id("webhook_1", Message([first, second], 2).text(head=2))


@given(st.integers(1, len(DELAYS)), st.floats(0, 1))
def test_a_delay_is_a_fifth_longer_or_shorter_at_most(failures: int, chance: float) -> None:
    delay = delay_ms(failures, chance)
    assert delay is not None
    assert 0.8 <= delay / 1_000 / DELAYS[failures - 1] <= 1.2


def test_the_schedule_is_that_of_standard_webhooks_and_ends() -> None:
    assert [delay_ms(n, 0.5) for n in range(1, 11)] == [
        5_000,
        300_000,
        1_800_000,
        7_200_000,
        18_000_000,
        36_000_000,
        50_400_000,
        72_000_000,
        86_400_000,
        None,
    ]


@given(st.text("0123456789abcdef", min_size=1, max_size=20))
def test_a_random_name_is_a_chance(token: str) -> None:
    assert 0 <= chance_of(token) <= 1
