"""The pages of the site are those of the repository, and their links lead to pages of the site."""

from pathlib import Path

import pytest

from docs.build.markdown import text, with_anchors
from docs.build.staging import ROOT, stage, without_links_to_code

PAGE = """# A page

[code](../app.py), [a folder](../chalicelib), [a page](faq.md#why), [nothing](nothing.md), [out](https://example.org)
![a picture](img/start.png)

```md
# no heading
[code](../app.py)
```

## `a[b]` -- ü_c
## A page
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A page beside the code, of which only `faq.md` is published."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "chalicelib").mkdir()
    for name in ("app.py", "docs/faq.md"):
        (tmp_path / name).touch()
    found = tmp_path / "docs" / "page.md"
    found.write_text(PAGE, encoding="utf-8")
    return found


def test_a_link_to_code_becomes_its_text_and_all_others_stay(page: Path) -> None:
    shown = without_links_to_code(page, {page, page.parent / "faq.md"})

    assert "\ncode, a folder, [a page](faq.md#why), [nothing](nothing.md), [out](https://example.org)\n" in shown
    assert "![a picture](img/start.png)" in shown
    assert "```md\n# no heading\n[code](../app.py)\n```" in shown


def test_headings_have_the_anchors_of_github() -> None:
    shown = with_anchors(PAGE)

    assert "# A page {#a-page}\n" in shown
    assert "## `a[b]` -- ü_c {#ab----ü_c}\n" in shown
    assert shown.endswith("## A page {#a-page-1}\n")
    assert "\n# no heading\n" in shown


def test_a_text_of_the_contract_is_no_markup() -> None:
    assert text("a < b\nand `c|d` | *e*") == "a &#60; b and `c&#124;d` &#124; &#42;e&#42;"


def test_every_page_and_picture_of_the_repository_is_in_the_site(tmp_path: Path) -> None:
    stage(tmp_path)

    for pattern in ("*.md", "docs/**/*.md", "docs/img/*.png", "examples/*"):
        found = [path.relative_to(ROOT) for path in ROOT.glob(pattern)]
        assert found
        assert [path for path in found if not (tmp_path / path).is_file()] == []
