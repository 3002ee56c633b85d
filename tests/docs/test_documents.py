"""The documents name commands and paths that exist, in sentences that are short."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import app
from chalicelib.kinds import KINDS
from tests.docs.documents import ROOT, blocks_of, documents, name_of
from tests.docs.sentences import MAX_WORDS, long_sentences, sentences_of

SPAN = re.compile(r"`([^`\n]+)`")
COMMAND = re.compile(r"(?:^|[\s\"'(])make((?: +[A-Z_]+=\S+)*) +([a-z][a-z-]*)", re.MULTILINE)
PATH = re.compile(r"(?<![\w.])/v1(?:/[\w.{}<>$~-]+)+")
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
PLURALS = {kind.plural for kind in KINDS.values()}
# Pages that were there before the limit on sentences. Mend one and remove it.
WITH_LONG_SENTENCES = {
    f"docs/{page}.md" for page in ("analysis", "architecture", "catalogues", "corrections", "export", "operations")
}


def code_in(document: Path) -> str:
    """Return the spans and blocks of code of a document."""
    text = document.read_text(encoding="utf-8")
    return "\n".join([*SPAN.findall(text), *(block.text for block in blocks_of(document))])


def targets_in(code: str) -> set[str]:
    return {target for _, target in COMMAND.findall(code)}


@pytest.mark.parametrize("document", documents(), ids=name_of)
def test_every_make_target_in_a_document_exists(document: Path) -> None:
    assert targets_in(code_in(document)) - TARGETS == set()


def test_make_targets_are_found_in_commands_and_not_in_prose() -> None:
    assert targets_in("$ make run      # serves\nmake CATALOGUE=x tests\nDATA=$(mktemp -d) make key NAME=a") == {
        "run",
        "tests",
        "key",
    }
    assert targets_in("That is what they make of it; remake it.") - TARGETS == {"of"}
    assert targets_in(code_in(ROOT / "README.md")) >= {"run", "test"}


def routes_named_in(text: str) -> Iterator[str]:
    """List the paths of the API in a text, with `{}` for a part that is a variable."""
    for path in PATH.findall(text):
        yield re.sub(r"(?<=/)(?:\$\w+|<\w+>|\{\w+\})", "{}", path.rstrip(".-"))


def is_route(path: str) -> bool:
    """Check that a path, or the beginning of it that a document names, is one of the routes."""
    parts = path.split("/")
    return any(_fits(parts, route.split("/")) for route in app.routes)


def _fits(parts: list[str], route: list[str]) -> bool:
    return len(parts) == len(route) and all(
        part == "{}" or part in PLURALS if declared == "{plural}" else declared.startswith("{") or part == declared
        for part, declared in zip(parts, route, strict=True)
    )


@pytest.mark.parametrize("document", documents(), ids=name_of)
def test_every_path_in_a_document_is_a_route(document: Path) -> None:
    named = set(routes_named_in(document.read_text(encoding="utf-8")))

    assert {path for path in named if not is_route(path)} == set()


def test_a_path_that_is_no_route_is_found() -> None:
    named = "See `/v1/events/a-b.2?x=1`, $BASE/v1/facts/$FACT/retraction, /v1/{plural}/{slug}/gone and /v1/nothing."

    assert [path for path in routes_named_in(named) if not is_route(path)] == ["/v1/{}/{}/gone", "/v1/nothing"]


@pytest.mark.parametrize("document", documents(), ids=name_of)
def test_no_sentence_of_a_document_is_long(document: Path) -> None:
    found = long_sentences(document.read_text(encoding="utf-8"))

    if name_of(document) in WITH_LONG_SENTENCES:
        assert found, "All sentences are short: remove the page from WITH_LONG_SENTENCES."
    else:
        assert not found, "\n".join(
            f"{name_of(document)}:{each.line}: {each.words} words: {each.text}" for each in found
        )


def test_the_words_of_sentences_are_counted() -> None:
    long = "It has [one word](https://example.org/not/counted) and `a span that counts as one` more. Then" + " on" * 25
    page = (
        f"# A heading\n\n{long}.\n\n- An item\n  on two lines\n- another\n\n```sh\nnot counted\n```\n| nor | this |\n"
    )

    assert [(each.line, each.words) for each in sentences_of(page)] == [(1, 2), (3, 7), (3, 26), (5, 5), (7, 1)]
    assert [each.words for each in long_sentences(page)] == [MAX_WORDS + 1]


def test_readme_fits_on_some_screens() -> None:
    assert (ROOT / "README.md").read_text(encoding="utf-8").count("\n") <= 130
