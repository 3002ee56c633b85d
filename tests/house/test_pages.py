"""The documents name paths, links and settings that exist, and number the decisions."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.house.repository import PAGES, ROOT, name_of

FOLDERS = ("chalicelib/", "tests/", "bench/", "docs/", "seeds/", ".ci/", ".chalice/", ".github/")
BUILT = {".ci/linters/node_modules"}
LINK = re.compile(r"\]\((?!https?:)([^)\s#]*)(?:#([^)\s]*))?\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
RECORD = re.compile(
    r"^## (\d+)\. (.+)\n\n(\d{4}-\d\d-\d\d), (accepted|replaced by \[(\d+)\]\([^)]+\))\n\n", re.MULTILINE
)
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
CODE_SPAN = re.compile(r"`[^`\n]*`")


def paths_named_in(page: Path) -> set[str]:
    """Find the paths of the repository that a page names: all in one of its folders, and every module."""
    text = page.read_text()
    named = set(re.findall(r"[`(]([\w./<>*-]+)[`)#]", text))
    commands = {word for block in FENCED.findall(text) for word in re.findall(r"(?<=\s)[\w.-]+/[\w./-]+", block)}
    return {
        name
        for name in named | commands
        if name.startswith(FOLDERS) or (name in named and re.fullmatch(r"[\w/<>*-]+\.py", name))
    } - BUILT


def exists(name: str) -> bool:
    """Check that a path exists below the root or the code; `<verb>` and `*` stand for any name."""
    pattern = re.sub("<[^>]*>", "*", name).rstrip("/")
    return any(next(folder.glob(pattern), None) for folder in (ROOT, ROOT / "chalicelib", ROOT / "chalicelib/kinds"))


def anchors_of(page: Path) -> set[str]:
    """List the anchors that GitHub gives the headings of a page."""
    headings = HEADING.findall(FENCED.sub("", page.read_text()))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_path_that_a_page_names_exists(page: Path) -> None:
    assert {name for name in paths_named_in(page) if not exists(name)} == set()


def test_the_pages_name_paths() -> None:
    assert "chalicelib/kinds/<kind>.py" in paths_named_in(ROOT / "CONTRIBUTING.md")
    assert "chalicelib/operations/numbering/sequencer.py" in paths_named_in(ROOT / "docs" / "operations.md")
    assert not exists("chalicelib/store/keys/waiting.py")


def broken_links(text: str, page: Path) -> list[str]:
    """List the links of a page with this text that lead nowhere, each with its file and line."""
    prose = FENCED.sub(lambda block: "\n" * block[0].count("\n"), text)
    return [
        f"{name_of(page)}:{number}: {file}#{anchor or ''}"
        for number, line in enumerate(prose.splitlines(), 1)
        for file, anchor in LINK.findall(CODE_SPAN.sub("", line))
        for target in [page.parent / file if file else page]
        if not target.exists() or (anchor and anchor not in anchors_of(target))
    ]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_to_a_page_and_a_heading(page: Path) -> None:
    assert broken_links(page.read_text(), page) == []


def test_a_broken_link_is_named_with_its_line() -> None:
    page = ROOT / "docs" / "index.md"

    found = broken_links("# One\n\n```\n[no](none.md)\n```\n[a](faq.md) [b](none.md)\n[c](#two) `[d](x.md)`", page)

    assert found == ["docs/index.md:6: none.md#", "docs/index.md:7: #two"]


def test_every_setting_is_named_on_its_page() -> None:
    text = (ROOT / "docs" / "settings.md").read_text()
    read = 'environ(?:ment)?(?:\\.get\\(|\\[)"([A-Z_]+)"'
    files = [ROOT / "chalicelib" / "settings.py", ROOT / "chalicelib" / "local" / "place.py"]
    named = {name for path in files for name in re.findall(read, path.read_text())}

    assert "TABLE_NAME" in named
    assert "LOCAL_KEY" in named
    assert {name for name in named if f"| `{name}` |" not in text} == set()


class Decision(NamedTuple):
    """One numbered record."""

    number: int
    title: str
    replaced_by: int | None


def decisions_in(page: Path) -> Iterator[Decision]:
    for number, title, _, _, successor in RECORD.findall(page.read_text()):
        yield Decision(int(number), title, int(successor) if successor else None)


DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))


@pytest.mark.parametrize("page", DECISIONS, ids=name_of)
def test_every_record_has_a_number_a_date_and_a_status(page: Path) -> None:
    numbers = [record.number for record in decisions_in(page)]

    assert len(numbers) == len(re.findall("^## ", page.read_text(), re.MULTILINE)) > 0
    assert all(one < other for one, other in pairwise(numbers))


def test_the_index_lists_every_record_once_in_order() -> None:
    records = {record.number: record for page in DECISIONS for record in decisions_in(page)}
    listed = re.findall(r"^(\d+)\. \[(.+?)\]\(docs/\S+\)( \(replaced\))?$", (ROOT / "DECISIONS.md").read_text(), re.M)

    assert sorted(records) == list(range(1, len(records) + 1))
    assert sorted((int(number), title, bool(old)) for number, title, old in listed) == [
        (number, records[number].title, records[number].replaced_by is not None) for number in sorted(records)
    ]
    assert {record.replaced_by for record in records.values()} - {None} <= set(records)


# Questions that a newcomer asks, and the text that the file named beside each must hold.
ANSWERS = {
    "Where is `retire` decided?": "def retire(",
    "Where is the route of `retire`?": "@route(",
    "Where is an `ETag` made?": "def entity_tag(",
    "Where does a new event type go?": "EventType(",
    "What does `Unsure` mean?": "class Unsure",
    "How do I run one test?": "make test ARGS=",
    "How do I see the DynamoDB calls of one request?": "-m bench.calls",
}


def test_the_architecture_page_answers_the_questions_of_a_newcomer() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text()
    rows = dict(re.findall(r"^\| (.+?\?) \| .*?[`(]([\w./-]+)[`)#]", text, re.MULTILINE))

    assert "](docs/architecture.md#find-it)" in (ROOT / "README.md").read_text()
    assert ANSWERS.keys() <= rows.keys()
    for question, proof in ANSWERS.items():
        found = [path for folder in ("", "chalicelib", "docs") if (path := ROOT / folder / rows[question]).exists()]
        files = [each for path in found for each in ([path] if path.is_file() else sorted(path.glob("*.py")))]
        assert any(proof in file.read_text() for file in files), question
