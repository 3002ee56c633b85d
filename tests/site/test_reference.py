"""The reference has everything of the contract and of the vocabulary, and its links lead somewhere."""

import re
from functools import cache

import pytest

from chalicelib.api import openapi
from chalicelib.api.http.response.problem_catalog import EXPLANATIONS
from chalicelib.kinds.vocabularies.vocabulary_pages import catalogue
from docs.build.__main__ import reference
from docs.build.contract import Contract
from docs.build.markdown import anchor

LINK = re.compile(r"\]\(([\w.-]*)#([^)]+)\)|\]\(([\w-]+\.md)\)")
CONTRACT = Contract(openapi.document())
OPERATIONS = [*CONTRACT.operations()]
SECTION = re.compile(r"^## [^\n]+\n\n`\w+ \S+` · `(\w+)`\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)


@cache
def pages() -> dict[str, str]:
    return reference()


@cache
def sections() -> dict[str, tuple[str, str]]:
    """Give the page and the text of the section of each operation, by its name."""
    return {each[1]: (page, each[2]) for page, text in pages().items() for each in SECTION.finditer(text)}


def test_every_operation_has_its_section_on_the_page_of_its_tag() -> None:
    assert {each.name: f"{each.tag}.md" for each in OPERATIONS} == {
        name: page for name, (page, _) in sections().items()
    }
    assert len(OPERATIONS) == sum(
        len(item.keys() & {"get", "post", "patch", "delete"}) for item in openapi.document()["paths"].values()
    )


def test_every_parameter_answer_and_problem_of_an_operation_is_in_its_section_or_in_the_overview() -> None:
    overview = pages()["index.md"]
    for each in OPERATIONS:
        _, text = sections()[each.name]
        for parameter in each.parameters:
            assert f"| `{parameter.name}`" in text + overview, (each.name, parameter.name)
            assert all(f"`{operator}`" in text for operator in parameter.operators), (each.name, parameter.name)
        assert [reply.status for reply in each.replies if f"\n| {reply.status} | " not in text] == [], each.name
        assert [code for _, code in each.refusals if f"#{code})" not in text + overview] == [], each.name


def test_a_filter_is_one_row_with_all_its_operators() -> None:
    _, text = sections()["list_events"]

    (row,) = (line for line in text.splitlines() if line.startswith("| `amount` |"))
    assert "`ne`, `gt`, `gte`, `lt`, `lte`, `exists`" in row
    assert "| `amount[gte]`" not in text


def test_every_problem_is_explained() -> None:
    assert [code for code in EXPLANATIONS if f"\n## {code}\n" not in pages()["problems.md"]] == []


def test_the_vocabulary_has_every_property_and_every_code() -> None:
    text, vocabulary = pages()["vocabulary.md"], catalogue()
    declared = [each for owner in (*vocabulary["kinds"], *vocabulary["event_types"]) for each in owner["properties"]]
    codes = [each["code"] for listed in vocabulary["vocabularies"] for each in listed["codes"]]

    assert len(declared) > 100
    assert [each["name"] for each in declared if f"| `{each['name']}` | {each['type']}" not in text] == []
    assert [code for code in codes if f"\n| `{code}` | " not in text] == []
    assert "| `name` | text | one, lasting | yes | Primary name. |" in text


@pytest.mark.parametrize("page", sorted(reference()))
def test_every_link_of_a_page_leads_to_a_heading(page: str) -> None:
    headings = {
        name: {anchor(title) for title in re.findall(r"^#+ (.+)$", text, re.M)} for name, text in pages().items()
    }
    links = [each.groups(default="") for each in LINK.finditer(pages()[page])]

    assert links
    assert [target for *_, target in links if target and target not in pages()] == []
    assert [(other, name) for other, name, target in links if not target and name not in headings[other or page]] == []
