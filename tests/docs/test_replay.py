"""Every command in the documents works, and returns the answer shown below it."""

from pathlib import Path

import pytest

from tests.docs.documents import ROOT, RUN_ELSEWHERE, blocks_of, name_of, replayed
from tests.docs.tour import Tour


@pytest.mark.parametrize("document", replayed(), ids=name_of)
def test_every_command_of_a_document_works_and_returns_the_answer_shown(document: Path, tour: Tour) -> None:
    failures = tour.replay(document)

    assert not failures, "\n".join(failures)
    assert len(tour.answers) == sum(block.text.count("curl ") for block in blocks_of(document, ["sh"])) > 0


@pytest.mark.parametrize("document", replayed(), ids=name_of)
def test_a_document_can_be_replayed_twice_on_the_same_table(document: Path, tour: Tour) -> None:
    tour.replay(document)

    failures = tour.replay(document)

    assert not failures, "\n".join(failures)


def test_a_document_that_another_test_runs_is_there_and_so_is_the_test() -> None:
    assert [page for page, test in RUN_ELSEWHERE.items() if page not in (ROOT / test).read_text()] == []


PAGE = """
```sh
SLUG=$(curl -s "$BASE/v1/companies/openai" | jq -r .slug)
curl -s $BASE/v1/companies/openai
```
```json
{"ref": "company/open"}
```

1. A step.

   ```sh
   curl -s $BASE/v1/companies/$SLUG \\
     -H "Accept: application/json"
   wget $BASE
   ```

```sh
curl -s "$BASE/v1/companies/none"
```
```json
{"code": "not_found"}
```
"""


def test_a_failure_names_the_file_and_the_line(tour: Tour, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(PAGE)

    failures = tour.replay(page)

    assert [each.split(" ")[0] for each in failures] == ["page.md:7:", "page.md:15:", "page.md:19:"]
    assert "'company/openai' is not 'company/open'" in failures[0]


def test_a_refusal_that_is_shown_with_its_status_is_no_failure(tour: Tour, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text('```sh\ncurl -s "$BASE/v1/companies/none"\n```\n```json\n{"status": 404}\n```\n')

    assert tour.replay(page) == []
