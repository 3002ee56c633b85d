"""Entity tags, `"r<revision>-<digest>"`: `If-Match` compares the revision, `If-None-Match` the whole."""

import hashlib
import re

from chalicelib.api.http.routing.parameters import refusal
from chalicelib.domain.errors import Fault, Stale

ONE_TAG = re.compile(r'(?:W/)?"(?P<opaque>[\x21\x23-\x7e\x80-\xff]*)"')
REVISION = re.compile(r"r(?P<revision>[1-9][0-9]{0,8})(-[0-9a-f]+)?")
# What proxies that compress add to the tag of an answer, such as Apache's "...-gzip" and Jetty's "...--gzip".
OF_A_PROXY = re.compile(r"(-{1,2}|;)(gzip|br|zstd|deflate)$")


def entity_tag(body: bytes, *, revision: int | None) -> str:
    """Make the strong tag of an answer; one that shows no single entity has a digest only."""
    digest = hashlib.blake2b(body, digest_size=8).hexdigest()
    return f'"{digest}"' if revision is None else f'"r{revision}-{digest}"'


def read_if_match(sent: str | None) -> frozenset[int] | None:
    """Read the revisions that the writer has seen; None where any will do.

    What is compared is the revision, not the bytes: so a tag counts as well that a compressing proxy has made weak or
    has added its coding to. One of another making matches nothing: that is stale, not malformed.
    """
    if sent is None or sent.strip() == "*":
        return None
    opaque = (REVISION.fullmatch(_own(tag)) for tag in _listed(sent))
    revisions = frozenset(int(found["revision"]) for found in opaque if found)
    if not revisions:
        raise Stale("If-Match names no revision; send the ETag of the entity itself.")
    return revisions


def _listed(sent: str) -> list[re.Match[str]]:
    """Read a list of entity tags; a tag may hold commas, and the list empty places."""
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
        detail = 'If-Match takes entity tags as ETag headers gave them, such as "r7-5d41402abc4b2a76", or *.'
        raise refusal(Fault("If-Match", "bad_value", detail))
    return tags


def matches_none(sent: str | None, *, tag: str) -> bool:
    """Say whether `If-None-Match` names the tag: one, a list, weak ones (compared weakly), a proxy's, or `*`."""
    if sent is None:
        return False
    return sent.strip() == "*" or tag in (f'"{_own(found)}"' for found in ONE_TAG.finditer(sent))


def _own(tag: re.Match[str]) -> str:
    """Give what a tag says without what a proxy has added."""
    return OF_A_PROXY.sub("", tag["opaque"])
