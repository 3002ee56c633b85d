"""The columns of data frames; `make notebook-test` fills pandas and polars with them."""

import sys
from typing import Any

import pytest

from aifacts_client import Client, Company, Fact, MissingLibrary, Model
from aifacts_client.frames import columns


def test_amounts_are_numbers_beside_their_units_and_bounds() -> None:
    shapes = [
        {"ref": "model/a", "parameters": {"amount": "7e9", "unit": "parameter", "bound": "about"}, "license": "MIT"},
        {"ref": "model/b", "parameters": {"low": "1e9", "high": "2e9", "unit": "parameter"}},
        {"ref": "model/c", "parameters": {"missing": "unknown"}, "license": {"missing": "none"}},
    ]

    assert columns(Model.model_validate(each) for each in shapes) == {
        "ref": ["model/a", "model/b", "model/c"],
        "license": ["MIT", None, None],
        "parameters": [7e9, None, None],
        "parameters.unit": ["parameter", "parameter", None],
        "parameters.bound": ["about", "1000000000..2000000000", None],
    }


def test_lists_are_json_and_members_of_a_newer_service_are_kept() -> None:
    company = {"ref": "company/a", "aliases": ["A", "甲"], "parent": {"text": "B"}, "mascot": "whale"}

    assert columns([Company.model_validate(company)]) == {
        "ref": ["company/a"],
        "aliases": ['["A","甲"]'],
        "parent": ["B"],
        "mascot": ["whale"],
    }


def test_a_column_of_numbers_and_texts_has_texts(client: Client) -> None:
    facts: list[Fact] = [*client.facts("model/v0")]

    assert {type(cell) for cell in columns(facts)["value"]} == {str}
    assert columns([]) == {}


def test_without_a_library_the_message_says_what_to_install(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for library in ("pandas", "polars"):
        monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(MissingLibrary, match=r"pandas or polars: pip install 'aifacts-client\[pandas\]'"):
        client.models().to_frame()
    with pytest.raises(MissingLibrary, match="needs polars"):
        client.models().to_frame("polars")
    wrong: Any = "numpy"
    with pytest.raises(ValueError, match="must be pandas or polars"):
        client.models().to_frame(wrong)
