"""A file of an export fills another service, which then exports the same bytes."""

from pathlib import Path

import pytest

import chalicelib.testing
from aifacts_client import Client, Invalid, export_pages
from chalicelib.operations.transfer import export as exporting
from tests.clients.conftest import a_company


def test_a_file_of_an_export_fills_another_service_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "MAX_PAGE_BYTES", 4_000)
    file = tmp_path / "all.ndjson"
    with chalicelib.testing.service() as url, Client(url, url.key) as client:
        client.sources.create({"slug": "report", "title": "The report"})
        for number in range(20):
            client.companies.create(a_company(f"firm-{number}", description="AI 深度"))
        company = client.companies["firm-3"]
        with file.open("w", encoding="utf-8") as opened:
            opened.writelines(client.export())
    with chalicelib.testing.service() as url, Client(url, url.key) as client:
        with file.open(encoding="utf-8") as opened:
            pages = [*export_pages(opened)]
        imported = [client.import_page(page) for page in pages]
        again = client.import_page(pages[-1])
        key = [client.import_page(pages[0], idempotency_key="page-once") for _ in range(2)]
        with pytest.raises(Invalid, match="digest"):
            client.import_page(pages[0].replace("company", "person!"))
        read = client.companies["firm-3"]
        copied = [*client.export()]

    assert (len(pages) > 3, [each.complete for each in imported].count(True), again.repeated) == (True, 1, True)
    assert sum(each.imported for each in imported) == 21
    assert key[0] == key[1]
    assert read == company
    assert "".join(copied) == file.read_text(encoding="utf-8")
