"""docs/interface.md lists every path of the API with its methods."""

import re

from chalicelib.api.openapi import document
from chalicelib.kinds import KINDS
from tests.docs.documents import ROOT

PAGE = (ROOT / "docs" / "interface.md").read_text(encoding="utf-8")
METHODS = ("get", "post", "patch", "put", "delete")


def test_every_operation_of_the_contract_is_in_a_table() -> None:
    plurals = "|".join(kind.plural for kind in KINDS.values())
    operations = {
        f"{method.upper()} {re.sub(rf'^/v1/(?:{plurals})(?=/|$)', '/v1/{plural}', path)}"
        for path, item in document()["paths"].items()
        if path.startswith("/v1/")
        for method in METHODS
        if method in item
    }
    named = re.findall(r"`((?:GET|POST|PATCH|DELETE) /v1/[^`]+)`", "\n".join(re.findall(r"^\|.*", PAGE, re.MULTILINE)))

    assert len(named) == len(set(named))
    assert set(named) == operations


def test_the_page_names_every_plural() -> None:
    (listed,) = re.findall(r"`{plural}` is one of (.*?)\.\n", PAGE, re.DOTALL)

    assert set(re.findall(r"`(\w+)`", listed)) == {kind.plural for kind in KINDS.values()}
