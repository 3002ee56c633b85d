"""The receiver of docs/webhooks.md verifies real messages, and takes each once."""

from collections.abc import Iterator
from contextlib import redirect_stdout
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from standardwebhooks import WebhookVerificationError

from chalicelib.domain import instants
from chalicelib.domain.faults import Faults
from chalicelib.domain.following.change_events import EventType
from chalicelib.domain.following.selection import REASONS
from chalicelib.operations.following.register import create_webhook
from chalicelib.operations.following.wanted import Wanted
from chalicelib.operations.sending.run import run
from chalicelib.operations.world import RequestContext, World
from chalicelib.store.engines.sqlite import SqliteTable
from tests.conftest import Clock
from tests.docs.documents import ROOT, blocks_of
from tests.operations.builders import CALLER, a_company, a_key, a_source, world_on
from tests.outbound.receiver import Receiver, receiving

PAGE = ROOT / "docs" / "webhooks.md"


@pytest.fixture
def world() -> Iterator[World]:
    """A service in memory, at the time of now, which a receiver compares signatures with."""
    table = SqliteTable(":memory:")
    yield world_on(table, Clock(instants.of(datetime.now(UTC))))
    table.close()


def test_the_receiver_takes_each_message_once_and_refuses_forged_ones(world: World) -> None:
    a_source(world)
    a_key(world)
    context = RequestContext(world, CALLER)
    with receiving(Receiver()) as receiver:
        made = create_webhook(context, Wanted(), name="a page", url=receiver.url, secret=None, faults=Faults())
        a_company(world)
        run(world, stop=lambda: False)
    (received,) = receiver.received
    (block,) = blocks_of(PAGE, ["python"])
    page: dict[str, Any] = {}
    exec(block.text, page)  # noqa: S102  our own document

    with redirect_stdout(StringIO()) as said:
        answers = [page["receive"](made.secret, received.headers, received.body) for _ in range(2)]

    assert answers == [204, 204]
    assert said.getvalue().count("company/deepseek") == 1
    with pytest.raises(WebhookVerificationError):
        page["receive"](made.secret, received.headers, received.body.replace(b"deepseek", b"deepfake"))


def test_the_page_names_every_event_and_every_reason() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert [each for each in (*EventType, *REASONS) if f"`{each}`" not in page] == []
