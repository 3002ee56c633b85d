"""The notebook of `examples` runs from top to bottom, and shows the disputes of a price."""

import os
from pathlib import Path
from typing import Any

import nbclient
import nbformat
import pytest

from tests.browser.service import ROOT, Service

NOTEBOOK = ROOT / "examples" / "notebook.ipynb"
SECONDS = 120


@pytest.fixture
def environment(service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The variables of the kernel: the service, the client, and its own folders."""
    for name in ("JUPYTER_RUNTIME_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR", "MPLCONFIGDIR"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    monkeypatch.setenv("BASE", service.url)
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "clients" / "python"))
    monkeypatch.setenv("PYDEVD_DISABLE_FILE_VALIDATION", "1")


def read() -> Any:
    return nbformat.read(NOTEBOOK, as_version=4)


def test_it_is_kept_without_outputs_of_a_run() -> None:
    cells = [cell for cell in read().cells if cell.cell_type == "code"]

    assert cells
    assert [cell for cell in cells if cell.outputs or cell.execution_count] == []


def test_it_plots_the_prices_with_their_disputes(environment: None) -> None:
    assert os.environ["BASE"]
    ended = nbclient.NotebookClient(read(), timeout=SECONDS, kernel_name="python3").execute()
    outputs = [output for cell in ended.cells if cell.cell_type == "code" for output in cell.outputs]

    assert [output.output_type for output in outputs] == ["execute_result", "execute_result", "display_data"]
    table, disputes, plot = (output.data for output in outputs)
    assert "model/openai-o3" in table["text/plain"]
    assert "-75 %" in disputes["text/plain"]
    assert "source/" in disputes["text/plain"]
    assert len(plot["image/png"]) > 10_000
