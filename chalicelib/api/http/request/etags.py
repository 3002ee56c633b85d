"""Entity tags, `"r<revision>-<digest>"`: `If-Match` compares the revision, `If-None-Match` the whole."""

import hashlib
import re

from chalicelib.api.http.routing.parameters import refusal
from chalicelib.domain.errors import Fault, Stale

ONE_TAG = re.compile(r'(?:W/)?"(?P<opaque>[\x21\x23-\x7e\x80-\xff]*)"')
REVISION = re.compile(r"r(?P<revision>[1-9][0-9]{0,8})(-[0-9a-f]+)?")
# Suffixes that compressing proxies add to a tag, such as Apache's "...-gzip" and Jetty's "...--gzip".
OF_A_PROXY = re.compile(r"(-{1,2}|;)(gzip|br|zstd|deflate)$")


def entity_tag(body: bytes, *, revision: int | None) -> str:
    """Return the strong tag of a response; without a single entity it has a digest only."""
    digest = hashlib.blake2b(body, digest_size=8).hexdigest()
    return f'"{digest}"' if revision is None else f'"r{revision}-{digest}"'


def read_if_match(sent: str | None) -> frozenset[int] | None:
    """Parse `If-Match` and return the revisions that it accepts; None if it accepts any.

    The revision is compared, not the bytes, so a tag still matches after a compressing proxy has made it weak or has
    added a suffix. A tag in another format matches nothing, so it is stale, not malformed.
    """
    if sent is None or sent.strip() == "*":
        return None
    opaque = (REVISION.fullmatch(_without_proxy_suffix(tag)) for tag in _parse_tags(sent))
    revisions = frozenset(int(found["revision"]) for found in opaque if found)
    if not revisions:
        raise Stale("If-Match names no revision. Send the ETag of the entity itself.")
    return revisions


def _parse_tags(sent: str) -> list[re.Match[str]]:
    """Parse a list of entity tags; a tag may contain commas, and the list may have empty elements."""
    tags, end = [*ONE_TAG.finditer(sent)], 0
    between = [*((tag.start(), tag.end()) for tag in tags), (len(sent), len(sent))]
    for place, (start, following) in enumerate(between):
        separator = sent[end:start]
        is_inside = 0 < place < len(tags)
        if separator.strip(" \t,") or (is_inside and "," not in separator):
            tags = []
            break
        end = following
    if not tags:
        detail = 'If-Match must be `*` or entity tags as in ETag headers, such as "r7-5d41402abc4b2a76".'
        raise refusal(Fault("If-Match", "bad_value", detail))
    return tags


def matches_none(sent: str | None, *, tag: str) -> bool:
    """Say whether `If-None-Match` matches the tag: weak comparison, ignoring suffixes of proxies; `*` matches any."""
    if sent is None:
        return False
    return sent.strip() == "*" or tag in (f'"{_without_proxy_suffix(found)}"' for found in ONE_TAG.finditer(sent))


def _without_proxy_suffix(tag: re.Match[str]) -> str:
    """Return the opaque part of a tag without the suffix of a proxy."""
    return OF_A_PROXY.sub("", tag["opaque"])
