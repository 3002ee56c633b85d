"""The operations page: its figures are those that its commands print."""

import json
import re
from importlib.util import find_spec
from pathlib import Path

import pytest
from botocore import xform_name
from botocore.session import Session

from bench import costs, prices
from bench.units import Billed
from chalicelib.local.package import alarms, fronts
from chalicelib.store.engines.sqlite import SqliteTable
from chalicelib.store.rows import ABSENT, Check, Delete, Key, Put, Row

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "operations.md"
BLOCK = re.compile(r"<!-- python -m bench\.costs -->\n(.*?)<!-- end -->", re.DOTALL)


def test_the_tables_of_the_page_are_what_the_command_prints() -> None:
    shown = BLOCK.search(PAGE.read_text())
    assert shown is not None
    assert shown[1] == costs.tables()


def test_the_page_names_the_date_of_the_price_list() -> None:
    assert f"of {prices.AS_OF}" in PAGE.read_text()


@pytest.mark.parametrize("page", ["docs/operations.md", "docs/settings.md", "README.md", "CONTRIBUTING.md"])
def test_every_file_command_and_name_on_a_page_exists(page: str) -> None:
    text = (ROOT / page).read_text()
    quoted = set(re.findall(r"`([^`\n]+)`", text))
    files = {each for each in quoted if re.fullmatch(r"(chalicelib|tests|bench|docs|\.ci|\.chalice)/[\w./*-]+", each)}
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))

    assert [each for each in files if not any(ROOT.glob(each))] == []
    assert set(re.findall(r"\bmake ([a-z]+(?:-[a-z]+)*)(?=[ `]|$)", "\n".join(quoted), re.MULTILINE)) <= targets
    for module in re.findall(r"python -m ((?:bench|chalicelib|tests)[\w.]*)", text):
        assert find_spec(module.rstrip(".")), module
    for name, file in re.findall(r"`([A-Z_]+)` in `([\w./]+)`", text):
        assert re.search(rf"^{name}\b.* = ", (ROOT / file).read_text(), re.MULTILINE), name


OF_THE_CLI = {"query", "notification-endpoint"}  # options of the AWS CLI itself: SNS calls the second one `Endpoint`


def test_every_command_of_aws_on_the_page_has_that_name_and_those_options() -> None:
    commands = re.findall(r"\baws ([a-z]+) ([a-z-]+)((?: +[^`\n#]*)?)", PAGE.read_text())
    session = Session()

    assert len(commands) > 15
    for service, command, rest in commands:
        if command == "wait":
            waiters = [xform_name(each, "-") for each in session.get_waiter_model(service).waiter_names]
            assert rest.split()[0] in waiters, rest
            continue
        model = session.get_service_model(service)
        (operation,) = (each for each in model.operation_names if xform_name(each, "-") == command)
        shape = model.operation_model(operation).input_shape
        options = {xform_name(each, "-") for each in shape.members} if shape else set()
        asked = {option.removeprefix("no-") for option in re.findall(r"--([a-z-]+)", rest)}
        assert asked <= options | OF_THE_CLI, f"aws {service} {command}"


def test_every_alarm_has_its_row() -> None:
    declared = json.loads((ROOT / ".chalice" / "resources.json").read_text())["Resources"]
    raised = {name for name, each in declared.items() if each.get("Type") == "AWS::CloudWatch::Alarm"}
    of_functions = alarms.of_function("APIHandler") | alarms.of_function("Tick") | alarms.of_function("Send")
    of_functions |= {
        n: each for n, each in (fronts.of_http() | fronts.of_url()).items() if n.endswith(("Failures", "Slowness"))
    }
    raised |= (of_functions | alarms.of_table() | alarms.of_feed() | alarms.of_webhooks() | alarms.of_clocks()).keys()
    rows = re.search(r"\| alarm \|.*?\n\n", PAGE.read_text(), re.DOTALL)

    assert rows is not None
    firsts = [line.split("|")[1] for line in rows[0].splitlines()[2:] if line]
    assert {name for first in firsts for name in re.findall(r"`(\w+)`", first)} == raised


def a_row(pk: str = "E#a", *, size: int = 100, **indexes: Key) -> Row:
    return Row(Key(pk, "@"), {"text": "x" * size}, indexes=indexes)


def test_a_read_is_billed_by_4_kb_and_half_where_it_may_lag() -> None:
    table = Billed(SqliteTable(":memory:"))
    table.commit([Put(a_row(size=5_000))])
    for consistent, units in ((True, 2), (False, 1)):
        table.clear()
        table.get([Key("E#a", "@"), Key("E#none", "@")], consistent=consistent)
        assert table.read == units + units / 2
        table.clear()
        table.query(None, "E#a", consistent=consistent)
        assert table.read == units


def test_a_write_is_billed_by_1_kb_of_the_larger_item_and_twice_in_a_transaction() -> None:
    table = Billed(SqliteTable(":memory:"))
    table.commit([Put(a_row(size=2_500))])
    assert table.written == 3
    table.clear()
    table.commit([Put(a_row(size=10)), Check(Key("E#b", "@"), ABSENT)])
    assert table.written == 2 * 3 + 2
    table.clear()
    table.commit([Delete(Key("E#a", "@"))])
    assert (table.written, table.actions, table.calls) == (1, 1, 1)


def test_an_index_is_billed_for_rows_that_come_move_change_and_go() -> None:
    table = Billed(SqliteTable(":memory:"))
    here, there = Key("S#x", "1"), Key("S#y", "1")
    for row, units in (
        (a_row(gsi1=here), 2),
        (a_row(gsi1=here), 1),  # unchanged: the index is not written
        (a_row(gsi1=here, size=101), 2),
        (a_row(gsi1=there, size=101), 3),
        (a_row(size=101), 2),
    ):
        table.clear()
        table.commit([Put(row)])
        assert table.written == units, row
    assert table.partitions == {"E#a": 1, "gsi1 S#y": 1}


def test_a_read_of_an_entity_is_half_a_unit_and_a_patch_of_one_value_twelve() -> None:
    reads, writes = costs.measure()
    assert (reads["entity"].calls, reads["entity"].read, reads["entity"].written) == (1, 0.5, 0)
    patch = writes["patch of one value"]
    leases = sum(partition.startswith("Q#") for partition in patch.partitions)  # of the key, once in some requests
    assert (patch.calls - leases, patch.actions) == (3, 5)
    assert patch.written - leases == 12  # a revision and a fact, 3 each, the view, and two rows whose card shows it
    assert writes["one more source of a value"].written == 8  # no row
    assert writes["event with 20 participants"].written <= 152
