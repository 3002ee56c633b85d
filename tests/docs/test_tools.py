"""docs/tools.md lists every tool with its arguments, and its calls return the answers shown."""

import json
import re
from pathlib import Path

from chalicelib.api.http import pipeline
from chalicelib.api.mcp.tools.catalogue import TOOLS
from chalicelib.local.place import Options, place
from chalicelib.settings import Settings
from tests.api.mcp.calling import call_tool
from tests.docs.documents import ROOT, blocks_of

DOCUMENT = ROOT / "docs" / "tools.md"
ROW = re.compile(r"^\| `(\w+)` \|.*\| (.*) \|$", re.MULTILINE)
CLOCKS = {"valid_at", "known_at", "published_before"}


def test_the_table_has_every_tool_with_its_arguments() -> None:
    rows = dict(ROW.findall(DOCUMENT.read_text(encoding="utf-8")))
    named = {
        tool: {*re.findall("`(\\w+)`", cell), *(CLOCKS if "the three clocks" in cell else ()), "max_bytes"}
        for tool, cell in rows.items()
    }
    assert named == {tool.name: {*tool.takes.model_fields} for tool in TOOLS}


def undated(text: str) -> str:
    """Return a text without the day on which the seeds were loaded."""
    return re.sub(r"open since [0-9-]{10}", "open since a day", text)


def test_every_call_returns_the_lines_shown(seeded: Path) -> None:
    blocks = blocks_of(DOCUMENT, ["json", "text"])
    assert [block.language for block in blocks] == ["json", "text"] * (len(blocks) // 2)
    with place(Options(data=seeded), Settings()) as where:
        pipeline.set_world(where.world)
        for asked, shown in zip(blocks[::2], blocks[1::2], strict=True):
            call = json.loads(asked.text)
            answer = undated(call_tool(call["name"], call["arguments"]).text).splitlines()
            missing = [line for line in undated(shown.text).splitlines() if line not in answer]
            assert not missing, f"line {shown.line}: {missing} not in {answer}"
