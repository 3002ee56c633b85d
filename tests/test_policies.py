"""Each function may do at the table what its code does there: no action and no partition more, and none less."""

import ast
import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app import app
from chalicelib.api.http.routing import verbs
from chalicelib.domain.following.selection import Selection, UsedEntity
from chalicelib.feeds.webhooks import run as send
from chalicelib.operations.upkeep.tick import tick
from chalicelib.operations.world import RequestContext, World
from chalicelib.operations.writes.ending.merge import merge
from chalicelib.operations.writes.ending.retire import retire
from chalicelib.operations.writes.ending.reverse_merge import reverse_merge
from chalicelib.outbound.web import Web
from chalicelib.store import keys
from chalicelib.store.engines.dynamo import DynamoTable
from chalicelib.store.records.follower_rows import Attempts, follower_row
from chalicelib.store.rows import INDEXES, Put
from chalicelib.store.table import Table
from tests.conftest import Clock
from tests.iam import ROLE, STREAM, Grant, granted_to, is_like, policy_of
from tests.operations.builders import (
    CALLER,
    a_company,
    a_key,
    a_source,
    an_event,
    an_offering,
    on,
    ref,
    said_by,
    say,
    world_on,
)
from tests.operations.faulty import Dying, Killed
from tests.operations.sending.conftest import Stage, Time
from tests.outbound.receiver import Received, Receiver, receiving

ROOT = Path(__file__).parents[1]
STORE = ROOT / "chalicelib" / "store"
API = "chalicelib.api"
FUNCTIONS = {"api_handler": API, "tick": "chalicelib.feeds.schedule", "send": "chalicelib.feeds.webhooks"}
VERBS = {name for name in vars(Table) if not name.startswith("_")}


def needed_by(entry: str) -> set[str]:
    """Return the actions that the code does which the entry's modules can reach."""
    texts = [path.read_text() for path in closure(entry) if not path.is_relative_to(STORE)]
    asked = {verb for text in texts for verb in re.findall(r"\btable\.(\w+)\(", text)} & VERBS
    parts = {part for text in texts for part in re.findall(r"\b(Put|Delete|Check)\(", text)}
    return {action for verb in asked for action in actions_of(verb, parts)}


def closure(entry: str) -> set[Path]:
    """Return the files of all modules that a module imports, and those import, and so on; the API loads its verbs."""
    found: set[Path] = set()
    waiting = [entry, *(f"{API}.{verb.module}" for verb in verbs.VERBS if entry == API)]
    while waiting:
        path = file_of(waiting.pop())
        if path and path not in found:
            found.add(path)
            waiting += imported_by(path)
    return found


def file_of(module: str) -> Path | None:
    path = ROOT.joinpath(*module.split("."))
    return next((each for each in (path.with_suffix(".py"), path / "__init__.py") if each.exists()), None)


def imported_by(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def actions_of(verb: str, parts: set[str]) -> Iterator[str]:
    """Name what a verb of the table asks of DynamoDB; a commit asks what its parts are."""
    for operation in operations_of(verb):
        if operation == "TransactWriteItems":
            yield from (action for part, action in actions_of_parts().items() if part in parts)
        elif operation not in {"PutItem", "DeleteItem"}:  # a commit of one part, which is among its parts
            yield operation


def operations_of(verb: str) -> set[str]:
    """Name the operations that a method of DynamoTable asks of the client, itself or through its other methods."""
    (table,) = (
        node for node in ast.parse((STORE / "engines" / "dynamo.py").read_text()).body if isinstance(node, ast.ClassDef)
    )
    texts = {method.name: ast.unparse(method) for method in table.body if isinstance(method, ast.FunctionDef)}
    own, waiting = set(re.findall(r"self\._client\.call\(\s*'(\w+)'", texts[verb])), [verb]
    while waiting:
        called = [name for name in re.findall(r"self\.(_\w+)\(", texts[waiting.pop()]) if name in texts]
        own |= {each for name in called for each in re.findall(r"self\._client\.call\(\s*'(\w+)'", texts[name])}
        waiting += called
    return own


def actions_of_parts() -> dict[str, str]:
    """Return IAM's name for each part of a transaction, by ours."""
    text = (STORE / "engines" / "dynamo_items.py").read_text()
    return {ours: f"{theirs}Item" for ours, theirs in re.findall(r'case (\w+)\(\w+\):\s+return \{"(\w+)":', text)}


def statements_on_the_table(function: str) -> list[dict[str, Any]]:
    """List the statements on the table; its stream is another resource."""
    statements = [each for each in policy_of(function).values() if "dynamodb" in str(each["Action"])]
    return [each for each in statements if each["Resource"] != [STREAM]]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_may_do_what_its_code_does(function: str) -> None:
    needed = needed_by(FUNCTIONS[function])

    assert {"Query", "PutItem", "DeleteItem"} <= needed
    assert {grant.action for grant in granted_to(function)} == needed


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_knows_its_log_the_table_and_its_indexes_and_nothing_else(function: str) -> None:
    resources = [resource for each in statements_on_the_table(function) for resource in each["Resource"]]
    indexes = [{"Fn::Sub": f"${{Table.Arn}}/index/{index}"} for index in INDEXES]

    assert [each for each in resources if each not in [{"Fn::GetAtt": ["Table", "Arn"]}, *indexes]] == []
    assert {grant.action for grant in granted_to(function) if grant.index} == {"Query"}
    assert set(policy_of(function)["WriteTheLog"]["Action"]) == {"logs:CreateLogStream", "logs:PutLogEvents"}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_each_action_on_the_table_is_granted_once(function: str) -> None:
    """Else a transaction that touches partitions of two statements would be allowed by neither."""
    granted = [
        (action, str(resource))
        for each in statements_on_the_table(function)
        for action in each["Action"]
        for resource in each["Resource"]
    ]
    assert len(set(granted)) == len(granted)


def test_every_function_of_the_app_is_looked_at() -> None:
    others = {source.name for source in app.event_sources} | {each.name for each in app.pure_lambda_functions}
    assert {*FUNCTIONS} == {"api_handler", *others}


def test_the_sender_reads_its_stream_and_writes_to_its_queue_and_the_others_do_not() -> None:
    allowed = {name: {*policy_of(name)} & {"ReadTheStream", "KeepWhatFailed"} for name in FUNCTIONS}
    assert allowed == {"api_handler": set(), "tick": set(), "send": {"ReadTheStream", "KeepWhatFailed"}}
    assert policy_of("send")["KeepWhatFailed"]["Action"] == ["sqs:SendMessage"]


def test_the_sender_reads_and_writes_the_partitions_of_its_policy_and_no_others(
    table: DynamoTable, clock: Clock
) -> None:
    world = world_on(table, clock)
    what_time_changes(world)
    clock.set("2026-12-01T09:00:00.000Z")
    with receiving(Receiver()) as receiver:
        world = followed_by(world, receiver)
        ROLE.used.clear()
        with ROLE.of("send"):
            assert send(world, stop=lambda: False)
    assert receiver.received
    assert by_pattern(ROLE.used) == by_pattern(granted_to("send"))


def followed_by(world: World, receiver: Receiver) -> World:
    """Let a webhook follow whose owner changes it meanwhile, and another one that waits for what it does not choose."""
    world = replace(world, web=lambda: Web(allows_loopback=True))
    refs = ("company/turning", "company/rival", "company/nobody")
    used = Selection(entities=tuple(UsedEntity(ref, 0) for ref in refs))
    stage = Stage(world, Time())
    a_key(world, "key_1")
    stage.webhook(receiver.url, used)
    other = Selection(kinds=frozenset({"person"}))
    tried = Attempts(1, 2, 1, world.now(), world.now())

    def changed_meanwhile(_: Received) -> int:
        world.table.commit([Put(follower_row(stage.now().moved(name="Another")))])
        return 204

    receiver.answer = changed_meanwhile
    stage.webhook(receiver.url, other, name="webhook_2", attempts=tried)
    return world


def test_the_tick_reads_and_writes_the_partitions_of_its_policy_and_no_others(table: DynamoTable, clock: Clock) -> None:
    world = world_on(table, clock)
    what_time_changes(world)
    pending_rows_of_a_writer(world)
    what_a_merge_leaves(world)
    clock.set("2026-12-01T09:00:00.000Z")

    with receiving(Receiver()) as receiver:
        world = followed_by(world, receiver)
        ROLE.used.clear()
        with ROLE.of("tick"):
            done = tick(world, stop=lambda: False)

    assert (done.failed, done.refreshed > 0, done.renewed > done.refreshed) == ({}, True, True)
    assert by_pattern(ROLE.used) == by_pattern(granted_to("tick"))


def by_pattern(grants: Collection[Grant]) -> list[tuple[str, str, str]]:
    """List grants in order; to read one item or several is the same to the code."""
    return sorted({(each.action.removeprefix("Batch"), each.index, each.pattern) for each in grants})


def what_time_changes(world: World) -> None:
    """Write an entity that has rows of every sort, and of which time takes a value, a wide one and a link away."""
    a_source(world)
    a_source(world, "other")
    for slug in ("rival", "owner"):
        a_company(world, slug)
    lab = {"value": "lab", "valid": "2020/2026-11-30"}
    revenue = {"value": {"amount": "5", "unit": "USD"}, "measure": "revenue", "valid": "2020/2026-11-30"}
    parent = {"value": "company/rival", "valid": "2020/2026-11-30"}
    ids = [{"value": "Q2", "scheme": "wikidata"}]
    a_company(world, "turning", organisation_type=lab, figures=[revenue], parent=parent, country="CN", identifiers=ids)
    say(world, "company/turning", organisation_type={"value": "company", "valid": "2026-12-01"})
    say(world, "company/turning", country="SG", evidence=said_by("other"))
    say(world, "company/turning", competes_with=["company/owner"])
    an_offering(world, "renamed", name={"value": "deepseek-chat", "valid": "2020/2026-11-30"})
    say(world, "offering/renamed", name={"value": "deepseek-v4-flash", "valid": "2026-12-01"})


def what_a_merge_leaves(world: World) -> None:
    """Give a source back that was merged, so that the tick looks for entities that still take it for the other."""
    context, twin = RequestContext(world, CALLER), ref("source/twin")
    a_source(world, "twin")
    merge(context, ref=twin, into=ref("source/other"), reason="One.")
    reverse_merge(context, ref=twin, reason="Two.")


def pending_rows_of_a_writer(world: World) -> None:
    """End rows of every sort in writes that have no room for them, by writers who die before they follow."""
    names = [f"Acme number {n} of many companies" for n in range(25)]
    ids = [{"value": "Q1", "scheme": "wikidata"}]
    a_company(world, "owing", country="CN", aliases=names, identifiers=ids)
    say(world, "company/owing", country="SG", evidence=said_by("other"))
    with pytest.raises(Killed):
        retire(RequestContext(on(world, Dying(world.table, at=3)), CALLER), ref=ref("company/owing"), reason="Made up.")
    for n in range(95):
        a_company(world, f"guest-{n}")
    about = [{"value": {"text": "So.", "language": "en"}, "about": f"company/guest-{n}"} for n in range(95)]
    an_offering(world, "long", name="a b c d e f g h", remarks=about)
    with pytest.raises(Killed):
        retire(RequestContext(on(world, Dying(world.table, at=3)), CALLER), ref=ref("offering/long"), reason="Made up.")
    guests = [{"value": f"company/guest-{n}", "role": "developer"} for n in range(50)]
    an_event(world, "titled", title="The launch of many new models", participants=guests)
    with pytest.raises(Killed):
        an_event(on(world, Dying(world.table, at=3)), "begun", title="The launch of two models", participants=guests)
    with pytest.raises(Killed):
        retire(RequestContext(on(world, Dying(world.table, at=3)), CALLER), ref=ref("event/titled"), reason="Made up.")
    a_company(world, "laden", organisation_type="lab", parent={"value": "company/rival", "valid": "2020"})
    facts = {
        "organisation_type": {"value": "company", "valid": "2026"},
        "parent": {"value": "company/owner", "valid": "2026"},
        "aliases": [f"L{n}" for n in range(95)],
    }
    with pytest.raises(Killed):
        say(on(world, Dying(world.table, at=4)), "company/laden", **facts)


SECRETS = {
    "an API key": keys.api_key("key_0123456789").pk,
    "a counter of requests": keys.lease_key("key_0123456789", "2026-11-23T10:00").pk,
    "a receipt": keys.idempotency_key("0123").pk,
    "a series": keys.series("instrument/nvda", "price"),
}


@pytest.mark.parametrize("function", ["tick", "send"])
@pytest.mark.parametrize("secret", SECRETS)
def test_the_sender_reads_records_of_keys_and_touches_no_counter_no_receipt_and_no_series(
    secret: str, function: str
) -> None:
    granted = {grant.action for grant in granted_to(function) if is_like(grant.pattern, SECRETS[secret])}
    assert granted == ({"BatchGetItem", "GetItem"} if secret == "an API key" else set())


def test_the_api_counts_requests_in_one_place_and_removes_neither_keys_nor_receipts() -> None:
    removed = [grant.pattern for grant in granted_to("api_handler") if grant.action == "DeleteItem"]

    assert [grant.pattern for grant in granted_to("api_handler") if grant.action == "UpdateItem"] == ["Q#*"]
    # An erasure moves the facts of a series.
    kept = [text for name, text in SECRETS.items() if name != "a series"]
    assert [text for text in kept if any(is_like(pattern, text) for pattern in removed)] == []


def test_a_pattern_is_compared_as_string_like_does() -> None:
    assert is_like("E#*", "E#company/openai")
    assert is_like("C", "C")
    assert is_like("N^*", "N^d")
    assert is_like("K?", "K1")
    for pattern, text in (
        ("E#*", "e#company/openai"),
        ("C", "C#0"),
        ("K", "KX"),
        ("D#*", "DX#company"),
        ("N~*", "N#a"),
    ):
        assert not is_like(pattern, text), pattern


def test_the_verbs_ask_what_they_are_known_to_ask() -> None:
    """Repeat by hand what the other tests derive: a change of style in the store could hide an action."""
    parts = {"Put", "Delete", "Check"}

    assert set(actions_of("get", parts)) == {"GetItem", "BatchGetItem"}
    assert set(actions_of("query", parts)) == {"Query"}
    assert set(actions_of("commit", parts)) == {"PutItem", "DeleteItem", "ConditionCheckItem"}
    assert set(actions_of("take", parts)) == {"UpdateItem"}
