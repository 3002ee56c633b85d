"""A scripted session of OpenRefine: it sends and reads what its source does, in batches of ten."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from tests.api.conftest import Answer, Client

BATCH = 10  # cells that OpenRefine sends together
CANDIDATES = 3  # that it keeps for a cell
HEADERS = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": "OpenRefine 3.9", "Host": "facts.example"}


@dataclass(frozen=True)
class Cell:
    """A cell to reconcile, with the columns beside it that are sent as properties."""

    text: str
    type: str | None = None
    columns: Mapping[str, Any] = field(default_factory=dict)

    @property
    def query(self) -> dict[str, Any]:
        """The query that is sent: with a type, a strictness; no column that is blank."""
        typed = {} if self.type is None else {"type": self.type, "type_strict": "should"}
        properties = [{"pid": pid, "v": value} for pid, value in self.columns.items() if value]
        return {"query": self.text, **typed, **({"properties": properties} if properties else {})}


@dataclass(frozen=True)
class Reconciled:
    """A cell with its candidates; `match` is the first one if the service says so, for it looks at no other."""

    candidates: Sequence[Mapping[str, Any]]

    @property
    def match(self) -> str | None:
        """The id that is taken without a question to the user."""
        first = next(iter(self.candidates), None)
        return first["id"] if first is not None and first["match"] else None


@dataclass(frozen=True)
class OpenRefine:
    """OpenRefine with one service, added by its URL."""

    client: Client
    path: str
    manifest: Mapping[str, Any]

    @classmethod
    def with_service(cls, client: Client, path: str = "/reconcile") -> "OpenRefine":
        """Add a service as the dialog does: it reads the manifest from a page of another origin."""
        answer = client.get(path, Origin="http://127.0.0.1:3333", Host="facts.example")
        assert (answer.status, answer.headers["access-control-allow-origin"]) == (200, "*")
        assert "0.2" in answer.json["versions"]
        return cls(client, path, answer.json)

    def reconcile(self, cells: Sequence[Cell]) -> list[Reconciled]:
        """Reconcile a column; cells that are blank are not sent."""
        return [
            _read(found)
            for start in range(0, len(cells), BATCH)
            for found in self._batch([each for each in cells[start : start + BATCH] if each.text.strip()])
        ]

    def extend(self, ids: Sequence[str], properties: Sequence[Mapping[str, Any]]) -> dict[str, list[list[Any]]]:
        """Add columns from reconciled values: the cells of each id, in the order of the columns that come back."""
        answer = self._post(extend={"ids": [*ids], "properties": [*properties]}).json
        columns = [(each["id"], each["name"]) for each in answer["meta"]]
        return {ref: [[_cell(each) for each in answer["rows"][ref][pid]] for pid, _ in columns] for ref in ids}

    def get(self, service: Mapping[str, str], query: str) -> Any:
        """Call a service of the manifest from the browser."""
        url = service["service_url"] + service["service_path"]
        answer = self.client.get(f"{self._local(url)}?{query}", Origin="http://127.0.0.1:3333")
        assert (answer.status, answer.headers["access-control-allow-origin"]) == (200, "*"), answer.text
        return answer.json

    def frame(self, template: Mapping[str, Any], ref: str) -> Answer:
        """Open a template of the manifest for an id, as a browser does."""
        url = template["url"].replace("{{id}}", ref.replace("/", "%2F"))
        return self.client.get(self._local(url), Accept="text/html,application/xhtml+xml,*/*;q=0.8")

    def _local(self, url: str) -> str:
        root = f"http://facts.example{self.client.base}"
        assert url.startswith(root)
        return url.removeprefix(root)

    def _batch(self, cells: Sequence[Cell]) -> Iterator[Any]:
        answer = self._post(queries={f"q{place}": each.query for place, each in enumerate(cells)}).json
        assert len(answer) == len(cells)
        yield from (answer[f"q{place}"]["result"] for place in range(len(cells)))

    def _post(self, **fields: Any) -> Answer:
        body = urlencode({name: json.dumps(value, ensure_ascii=False) for name, value in fields.items()})
        answer = self.client.send("POST", self.path, body=body, headers=HEADERS)
        assert answer.status == 200, answer.text
        return answer


def _read(result: Sequence[Mapping[str, Any]]) -> Reconciled:
    """Read the candidates that are kept; each needs an id, a name, types and a score."""
    kept = result[:CANDIDATES]
    for each in kept:
        types = [kind if isinstance(kind, str) else kind["id"] for kind in each["type"]]
        assert each["id"], each["name"]
        assert (float(each["score"]) >= 0, len(types)) == (True, 1)
    return Reconciled(kept)


def _cell(value: Mapping[str, Any]) -> Any:
    """Read a value as a cell: an entity, a text or a number."""
    return (value["id"], value["name"]) if "id" in value else next(iter(value.values()))
