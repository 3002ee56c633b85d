"""The committed contract is the one that the service answers."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from tests.contract import snapshot

ROOT = Path(__file__).parents[2]


def test_the_snapshot_is_the_contract_that_is_served() -> None:
    assert snapshot.PATH.read_text(encoding="utf-8") == snapshot.text(), "renew it with: make contract"


def compatible_program() -> ModuleType:
    found = importlib.util.spec_from_file_location("compatible", ROOT / ".ci" / "compatible.py")
    assert found is not None
    assert found.loader is not None
    compatible = importlib.util.module_from_spec(found)
    found.loader.exec_module(compatible)
    return compatible


def test_breaks_are_named_in_the_changelog_under_unreleased_only() -> None:
    compatible = compatible_program()
    unreleased = "## Unreleased\n\n### Incompatible\n\n- `Fact`: so.\n\n### Added\n\n- `Key`\n"
    text = f"{unreleased}\n## 1\n\n### Incompatible\n\n- `A`\n"
    assert compatible.incompatible(text) == {"Fact"}
    assert compatible.incompatible("## Unreleased\n") == set()


@pytest.mark.parametrize(
    ("name", "is_named"),
    [("Fact", True), ("FactCreate", False), ("QuantityOfToken", True), ("AQuantityOfToken", False), ("fact", False)],
)
def test_a_name_in_the_changelog_may_stand_for_a_group(name: str, *, is_named: bool) -> None:
    assert compatible_program().is_named(name, {"Fact", "QuantityOf*"}) is is_named
