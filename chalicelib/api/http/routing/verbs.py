"""The verbs of the API: method, path and module. The first request for a verb loads its module.

A cold start so loads neither the verbs nor what only they need. `route` in the module declares all else about a verb.
"""

from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Generic, NamedTuple, TypeVar, overload

Declared = TypeVar("Declared")


class Verb(NamedTuple):
    """A verb: its method, its path, and its module below `chalicelib.api`.

    `closed` are methods that get 405 behind every gateway: API Gateway answers 404 to one that it does not know.
    """

    method: str
    path: str
    module: str
    closed: tuple[str, ...] = ()

    @property
    def methods(self) -> tuple[str, ...]:
        """List its methods."""
        return methods_of(self.method)


def methods_of(method: str) -> tuple[str, ...]:
    """List the methods of a verb: GET implies HEAD."""
    return ("GET", "HEAD") if method == "GET" else (method,)


# In the order of the contract. The columns are those of `Verb`.
_TABLE = """
GET    /openapi.json                                      openapi
POST   /v1/keys                                           access.keys
GET    /v1/keys                                           access.keys
POST   /v1/keys/{id}/rotation                             access.keys
POST   /v1/keys/{id}/revocation                           access.keys
GET    /v1/me                                             access.me
POST   /v1/webhooks                                       following.webhooks
GET    /v1/webhooks                                       following.webhooks
GET    /v1/webhooks/{id}                                  following.webhooks
PATCH  /v1/webhooks/{id}                                  following.webhooks
DELETE /v1/webhooks/{id}                                  following.webhooks
POST   /v1/webhooks/{id}/rotation                         following.webhooks
GET    /v1/webhooks/{id}/deliveries                       following.webhook_deliveries
POST   /v1/webhooks/{id}/deliveries/{delivery}/redelivery following.webhook_deliveries
POST   /v1/webhooks/{id}/ping                             following.webhook_deliveries
POST   /v1/watches                                        following.watches
GET    /v1/watches                                        following.watches
GET    /v1/watches/{id}                                   following.watches
DELETE /v1/watches/{id}                                   following.watches
GET    /v1/watches/{id}/notices                           following.watches
POST   /v1/entities/get                                   entities.batch_get
GET    /v1/{plural}/{slug}/conflicts                      entities.conflicts
GET    /v1/{plural}/{slug}/history                        entities.history
GET    /v1/{plural}/{slug}                                entities.read
GET    /v1/facts                                          facts.facts
GET    /v1/{plural}/{slug}/facts                          facts.entity_facts
GET    /v1/facts/{id}                                     facts.fact
GET    /v1/conflicts                                      facts.open_conflicts
GET    /v1/changes                                        feed.changes
GET    /v1/stats                                          feed.stats
GET    /ns                                                linked_data.documents
GET    /ns/context.jsonld                                 linked_data.documents
GET    /v1/{plural}                                       lists.listing
GET    /v1/{plural}/counts                                lists.counts
GET    /v1/{plural}/{slug}/referrers                      lists.referrers
GET    /v1/{plural}/{slug}/timeline                       lists.timeline
GET    /feeds/changes.atom                                syndication.changes
GET    /feeds/changes.json                                syndication.changes
GET    /feeds/events.atom                                 syndication.events
GET    /feeds/events.json                                 syndication.events
GET    /feeds/calendar.ics                                syndication.calendar
POST   /mcp                                               mcp.route GET HEAD DELETE
GET    /docs/choosing                                     pages.choosing.page
GET    /                                                  pages.start_page
GET    /robots.txt                                        pages.crawling
GET    /sitemap.xml                                       pages.crawling
GET    /sitemaps/{name}                                   pages.crawling
GET    /favicon.svg                                       pages.favicon
GET    /docs                                              pages.docs
GET    /docs/{asset}                                      pages.docs
GET    /healthz                                           pages.health
GET    /readyz                                            pages.health
GET    /problems                                          pages.problem_pages
GET    /problems/{code}                                   pages.problem_pages
POST   /session                                           pages.session
GET    /v1/vocabulary                                     pages.vocabulary
GET    /llms.txt                                          pages.well_known
GET    /.well-known/api-catalog                           pages.well_known
GET    /.well-known/security.txt                          pages.well_known
GET    /changes                                           pages.browse.changes_page
GET    /v1/search                                         search.search
GET    /v1/{plural}/{slug}/series/{property}              series.series
GET    /v1/compare                                        series.compare
GET    /compare                                           pages.browse.compare_page
GET    /conflicts                                         pages.browse.conflicts_page
GET    /{plural}/{slug}                                   pages.browse.entity_page
GET    /{plural}                                          pages.browse.list_page
GET    /search                                            pages.browse.search_page
GET    /reconcile                                         reconciliation.endpoint
POST   /reconcile                                         reconciliation.endpoint
GET    /reconcile/{plural}                                reconciliation.endpoint
POST   /reconcile/{plural}                                reconciliation.endpoint
GET    /reconcile/preview                                 reconciliation.preview
GET    /reconcile/view                                    reconciliation.preview
GET    /reconcile/suggest/entity                          reconciliation.suggest
GET    /reconcile/suggest/type                            reconciliation.suggest
GET    /reconcile/suggest/property                        reconciliation.suggest
GET    /reconcile/properties                              reconciliation.suggest
GET    /v1/autocomplete                                   search.autocomplete
GET    /v1/lookup                                         search.lookup
POST   /v1/resolve                                        search.resolve
GET    /v1/series/{property}                              series.several_series
GET    /v1/export                                         transfer.export
POST   /v1/import                                         transfer.import_page
POST   /v1/batch                                          writes.batch
POST   /v1/{plural}                                       writes.create
POST   /v1/duplicates                                     writes.duplicates
PATCH  /v1/{plural}/{slug}                                writes.patch
POST   /v1/facts                                          writes.record
POST   /v1/facts/{id}/erasure                             writes.deciding.erase
POST   /v1/facts/{id}/rank                                writes.deciding.rank
POST   /v1/facts/{id}/reinstatement                       writes.deciding.reinstate
POST   /v1/facts/{id}/retraction                          writes.deciding.retract
POST   /v1/facts/{id}/evidence                            writes.deciding.revise_evidence
POST   /v1/{plural}/{slug}/erasure                        writes.ending.erase_entity
POST   /v1/{plural}/{slug}/merge                          writes.ending.merge
POST   /v1/{plural}/{slug}/retirement                     writes.ending.retire
POST   /v1/{plural}/{slug}/merge/reversal                 writes.ending.reverse_merge
POST   /v1/{plural}/{slug}/retirement/reversal            writes.ending.reverse_retirement
"""


def _read(line: str) -> Verb:
    method, path, module, *closed = line.split()
    return Verb(method, path, module, tuple(closed))


VERBS = tuple(map(_read, _TABLE.strip().splitlines()))
MOST_ASKED = next(verb for verb in VERBS if verb.module == "entities.read")


class ByVerb(Sequence[Declared], Generic[Declared]):
    """The declarations of the modules for their verbs, in the order of the table. To look at all loads all modules."""

    def __init__(self, verbs: Sequence[Verb] = VERBS) -> None:
        self._verbs = verbs
        self._declared: dict[tuple[str, str], Declared] = {}
        self._found: dict[tuple[str, str], Declared] = {}  # those whose modules are loaded to their ends

    def declare(self, method: str, path: str, declared: Declared) -> None:
        """Keep what a module declares. Raises ValueError if the table lacks the verb, which nothing would ever load."""
        if not any((verb.method, verb.path) == (method, path) for verb in self._verbs):
            raise ValueError(f"{method} {path} is not in the table of verbs.")
        self._declared[method, path] = declared

    def of(self, verb: Verb) -> Declared:
        """Return what was declared for a verb; load its module first, or wait until another thread has."""
        key = verb.method, verb.path
        found = self._found.get(key)
        if found is None:
            import_module(f"chalicelib.api.{verb.module}")
            found = self._found[key] = self._declared[key]
        return found

    def loaded(self) -> Sequence[Declared]:
        """Return what the modules that are loaded declare."""
        return tuple(self._declared.values())

    def __iter__(self) -> Iterator[Declared]:
        return map(self.of, self._verbs)

    def __len__(self) -> int:
        return len(self._verbs)

    @overload
    def __getitem__(self, index: int) -> Declared: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Declared]: ...
    def __getitem__(self, index: int | slice) -> Declared | Sequence[Declared]:
        return tuple(self)[index]
