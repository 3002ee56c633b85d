"""The last answers with an ETag, so that the service need not send them again."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

MAX_ENTRIES = 256
MAX_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True)
class Cached:
    """An answer, and its ETag."""

    etag: str
    headers: Mapping[str, str]
    content: bytes


class Cache:
    """Answers by URL, within a number and a size; the one that was used longest ago goes first."""

    def __init__(self, max_entries: int = MAX_ENTRIES, max_bytes: int = MAX_BYTES) -> None:
        self._max_entries = max_entries
        self._max_bytes = max_bytes
        self._entries: OrderedDict[str, Cached] = OrderedDict()
        self._bytes = 0
        self._alone = Lock()

    def get(self, url: str) -> Cached | None:
        """Return the answer of a URL, and note its use."""
        with self._alone:
            if url in self._entries:
                self._entries.move_to_end(url)
            return self._entries.get(url)

    def put(self, url: str, cached: Cached) -> None:
        """Keep an answer, unless it alone is too large."""
        with self._alone:
            self._forget(url)
            if len(cached.content) > self._max_bytes:
                return
            self._entries[url] = cached
            self._bytes += len(cached.content)
            while self._bytes > self._max_bytes or len(self._entries) > self._max_entries:
                self._forget(next(iter(self._entries)))

    def _forget(self, url: str) -> None:
        if url in self._entries:
            self._bytes -= len(self._entries.pop(url).content)
