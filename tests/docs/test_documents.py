"""The documents name commands and paths that exist, in sentences that are short."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import app
from chalicelib.kinds import KINDS
from tests.docs.documents import ROOT, documents, name_of
from tests.docs.sentences import MAX_WORDS, long_sentences, sentences_of

SPAN = re.compile(r"`([^`\n]+)`")
COMMAND = re.compile(r"(?:^|[\s\"'(])make((?: +[A-Z_]+=\S+)*) +([a-z][a-z-]*)", re.MULTILINE)
PATH = re.compile(r"/v1(?:/[\w.{}<>$~-]+)+")
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
PLURALS = {kind.plural for kind in KINDS.values()}


def code_in(document: Path) -> Iterator[tuple[str, str]]:
    """List the spans and lines of code of a document, each with its place."""
    is_block = False
    for number, line in enumerate(document.read_text(encoding="utf-8").splitlines(), 1):
        is_fence = line.lstrip().startswith("```")
        is_block ^= is_fence
        if not is_fence:
            for code in [line] if is_block else SPAN.findall(line):
                yield f"{name_of(document)}:{number}", code


def targets_in(code: str) -> set[str]:
    return {target for _, target in COMMAND.findall(code)}


@pytest.mark.parametrize("document", documents(), ids=name_of)
def test_every_make_target_in_a_document_exists(document: Path) -> None:
    missing = [(at, target) for at, code in code_in(document) for target in targets_in(code) - TARGETS]

    assert missing == []


def test_make_targets_are_found_in_commands() -> None:
    assert targets_in("$ make run      # serves\nmake CATALOGUE=x tests\nDATA=$(mktemp -d) make key NAME=a") == {
        "run",
        "tests",
        "key",
    }
    assert {target for _, code in code_in(ROOT / "README.md") for target in targets_in(code)} >= {"run", "test"}


def routes_named_in(text: str) -> Iterator[str]:
    """List the paths of the API in a text, with `{}` for a part that is a variable."""
    for path in PATH.findall(text):
        yield re.sub(r"(?<=/)(?:\$\w+|<\w+>|\{\w+\})", "{}", path.rstrip(".-"))


def is_route(path: str) -> bool:
    """Check that a path is one of the routes, with words or variables in the places of its parameters."""
    parts = path.split("/")
    return any(_fits(parts, route.split("/")) for route in app.routes)


def _fits(parts: list[str], route: list[str]) -> bool:
    return len(parts) == len(route) and all(
        part == "{}" or part in PLURALS if declared == "{plural}" else declared.startswith("{") or part == declared
        for part, declared in zip(parts, route, strict=True)
    )


@pytest.mark.parametrize("document", documents(), ids=name_of)
def test_every_path_in_a_document_is_a_route(document: Path) -> None:
    lines = enumerate(document.read_text(encoding="utf-8").splitlines(), 1)
    unknown = [(number, path) for number, line in lines for path in routes_named_in(line) if not is_route(path)]

    assert [f"{name_of(document)}:{number}: {path}" for number, path in unknown] == []


def test_a_path_that_is_no_route_is_found() -> None:
    named = "`/v1/events/a-b.2?x=1`, $BASE/v1/facts/$FACT/retraction, $BASE/v1/{plural}/{slug}/gone and /v1/nothing."

    assert [path for path in routes_named_in(named) if not is_route(path)] == ["/v1/{}/{}/gone", "/v1/nothing"]


@pytest.mark.parametrize("document", documents(), ids=name_of)
def test_no_sentence_of_a_document_is_long(document: Path) -> None:
    found = long_sentences(document.read_text(encoding="utf-8"))

    assert not found, "\n".join(f"{name_of(document)}:{each.line}: {each.words} words: {each.text}" for each in found)


def test_the_words_of_sentences_are_counted() -> None:
    long = "It has [one word](https://example.org/not/counted) and `a span that counts as one` more. Then" + " on" * 25
    page = (
        f"# A heading\n\n{long}.\n\n- An item\n  on two lines\n- another\n\n```sh\nnot counted\n```\n| nor | this |\n"
    )

    assert [(each.line, each.words) for each in sentences_of(page)] == [(1, 2), (3, 7), (3, 26), (5, 5), (7, 1)]
    assert [each.words for each in long_sentences(page)] == [MAX_WORDS + 1]


def test_readme_fits_on_some_screens() -> None:
    assert (ROOT / "README.md").read_text(encoding="utf-8").count("\n") <= 130


def test_every_page_is_listed_by_reader() -> None:
    listed = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    pages = {name_of(page).removeprefix("docs/") for page in documents()} - {"index.md", "README.md"}

    assert {page for page in pages if f"]({page}" not in listed} == set()
