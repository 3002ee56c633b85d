"""The addresses in linked data: of entities, facts, pages and terms, with the scheme and host of the request."""

from typing import NamedTuple
from urllib.parse import quote, urlencode

from chalicelib.api.http.routing.routes import Call
from chalicelib.domain.values import parse_ref
from chalicelib.kinds import KINDS

NAMESPACE = "/ns"
CONTEXT = "/ns/context.jsonld"


class Addresses(NamedTuple):
    """Makes addresses that begin with `root`: absolute, unless the request named no host."""

    root: str

    @classmethod
    def of(cls, call: Call) -> "Addresses":
        """Return the addresses for the client of a call."""
        return cls(call.origin + call.base)

    @property
    def namespace(self) -> str:
        """The namespace of our own terms, which a name is appended to."""
        return f"{self.root}{NAMESPACE}#"

    @property
    def context(self) -> str:
        """The address of the context."""
        return self.root + CONTEXT

    def term(self, name: str) -> str:
        """Return the address of one of our own terms."""
        return self.namespace + name

    def entity(self, ref: str) -> str:
        """Return the address of the entity that a ref names; the ref itself must be valid."""
        return f"{self.root}/v1/{_path_of(ref)}"

    def page(self, ref: str, **clocks: str) -> str:
        """Return the address of the page of an entity as of a moment."""
        query = f"?{urlencode(clocks, safe=':')}" if clocks else ""
        return f"{self.root}/{_path_of(ref)}{query}"

    def fact(self, fact_id: str) -> str:
        """Return the address of a fact."""
        return f"{self.root}/v1/facts/{quote(fact_id, safe='~')}"

    def path(self, path: str) -> str:
        """Return the address of a path of the service."""
        return self.root + path


def is_ref(text: str) -> bool:
    """Say whether a text is a ref of a kind that there is."""
    read = parse_ref(text)
    return read is not None and read.kind in KINDS


def _path_of(ref: str) -> str:
    kind, _, slug = ref.partition("/")
    return f"{KINDS[kind].plural}/{slug}"
