"""Copies the pages of the repository into a folder, in which no link leads out of the site."""

import re
import shutil
from pathlib import Path

from docs.build.markdown import outside_fences, with_anchors

ROOT = Path(__file__).parents[2]
PAGES = ("*.md", "docs/**/*.md")
FILES = ("LICENSE", "docs/img/*.png", "examples/*")
# A link to a file of the repository; one to an address or to a part of the same page has another form.
LINK = re.compile(r"(?<!!)\[((?:[^\[\]]|\[[^\]]*\])*)\]\((?!\w+:|#)([^)\s#]*)(#[^)\s]*)?\)")


def stage(folder: Path) -> None:
    """Copy every page and every file that pages show; a link to something else becomes its text."""
    published = {path for pattern in (*PAGES, *FILES) for path in ROOT.glob(pattern) if path.is_file()}
    for path in published:
        copy = folder / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".md":
            copy.write_text(with_anchors(without_links_to_code(path, published)), encoding="utf-8")
        else:
            shutil.copy(path, copy)


def without_links_to_code(page: Path, published: set[Path]) -> str:
    """Return a page whose links to files outside the site are text; a link to nothing stays, and fails the build."""

    def link(found: re.Match[str]) -> str:
        target = (page.parent / found[2]).resolve()
        return found[1] if target.exists() and target not in published else found[0]

    return outside_fences(page.read_text(encoding="utf-8"), LINK, link)
