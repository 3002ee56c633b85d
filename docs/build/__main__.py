"""Lays the pages of the site ready for MkDocs, with the reference: python -m docs.build FOLDER."""

import shutil
import sys
from pathlib import Path

from chalicelib.api import openapi
from chalicelib.kinds.vocabularies.vocabulary_pages import catalogue
from docs.build.contract import Contract
from docs.build.markdown import with_anchors
from docs.build.operations import overview, problem_page, tag_pages
from docs.build.staging import stage
from docs.build.vocabulary import vocabulary_page

REFERENCE = Path("docs", "reference")


def reference() -> dict[str, str]:
    """Return the pages of the reference by name."""
    contract, vocabulary = Contract(openapi.document()), catalogue()
    kinds = {kind["plural"]: kind["name"] for kind in vocabulary["kinds"]}
    operations = {"index.md": overview(contract), **dict(tag_pages(contract, kinds))}
    return {**operations, "problems.md": problem_page(), "vocabulary.md": vocabulary_page(vocabulary)}


def main(folder: Path) -> None:
    """Write all pages into a folder, which is emptied first."""
    shutil.rmtree(folder, ignore_errors=True)
    stage(folder)
    (folder / REFERENCE).mkdir()
    for name, page in reference().items():
        (folder / REFERENCE / name).write_text(with_anchors(page), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
