"""The sources that an answer cites: a number for each in its text, and who published it when."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from chalicelib.api.mcp.tools.answering.answer_types import SourceJson
from chalicelib.api.mcp.tools.answering.wording import Cutter, one_line, value_text
from chalicelib.api.pages.browse.names import Names
from chalicelib.operations.world import World


def read_sources(world: World, refs: Iterable[str]) -> dict[str, Mapping[str, Any]]:
    """Return the title, publisher and date of the first hundred sources, as of now: one batch read, or none."""
    return {ref: view for ref, view in Names.read(world, refs).views.items() if view["kind"] == "source"}


@dataclass
class Citations:
    """The sources that the text of an answer cites, numbered as they come."""

    known: Mapping[str, Mapping[str, Any]]
    cutter: Cutter
    numbers: dict[str, int] = field(default_factory=dict)

    def cite(self, refs: Iterable[str]) -> str:
        """Return the numbers of sources, such as `[1][3]`."""
        return "".join(f"[{self.numbers.setdefault(ref, len(self.numbers) + 1)}]" for ref in refs)

    def json(self) -> dict[str, SourceJson]:
        """Return what is known of each source that was cited."""
        return {ref: self._source(ref) for ref in self.numbers}

    def lines(self) -> Iterator[str]:
        """Yield a line for each source that was cited."""
        for ref, number in self.numbers.items():
            source = self._source(ref)
            said = [one_line(str(source[name])) for name in ("title", "publisher") if name in source]
            said += [value_text(source["published"])] if "published" in source else []
            yield ", ".join((f"[{number}] {ref}", *said))

    def _source(self, ref: str) -> SourceJson:
        view, shown = self.known.get(ref, {}), SourceJson()
        if isinstance(view.get("title"), str):
            shown["title"] = self.cutter.text(view["title"])
        if view.get("publisher"):
            shown["publisher"] = self.cutter.text(value_text(view["publisher"]))
        if isinstance(view.get("published"), str):
            shown["published"] = view["published"]
        return shown
