"""Refs, kinds and ids: checked here, because they become parts of paths."""

from __future__ import annotations

import re

from aifacts_client.entity import Entity
from aifacts_client.generated.kinds import KINDS, PLURALS
from aifacts_client.values import unknown

SLUG = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
FACT_ID = re.compile(r"[A-Za-z0-9._~-]{1,400}")


class UnknownKind(ValueError):
    """A ref names a kind that this client does not know; the message names the nearest one."""


def path_of(ref: str | Entity) -> str:
    """Return the path of an entity. Raises ValueError for what is no ref, and UnknownKind."""
    text = ref.ref if isinstance(ref, Entity) else ref
    kind, _, slug = text.partition("/")
    if not SLUG.fullmatch(slug):
        raise ValueError(f"{text!r} is no ref; it must be kind/slug, such as company/alibaba-group.")
    return f"/v1/{plural_of(kind)}/{slug}"


def shape_of(ref: str | Entity) -> type[Entity]:
    """Return the class of the kind of a ref."""
    path_of(ref)
    return KINDS[(ref.ref if isinstance(ref, Entity) else ref).partition("/")[0]]


def plural_of(kind: str) -> str:
    """Return the word of a kind in paths. Raises UnknownKind."""
    if kind not in PLURALS:
        raise UnknownKind(unknown(kind, "The service", [*PLURALS]).replace("has no", "has no kind"))
    return PLURALS[kind]


def checked_property(name: str) -> str:
    """Return the name of a property. Raises ValueError for what can be none."""
    if not re.fullmatch("[a-z0-9_]{1,60}", name):
        raise ValueError(f"{name!r} is no name of a property.")
    return name


def checked_fact_id(text: str) -> str:
    """Return the id of a fact. Raises ValueError for what can be none."""
    if not FACT_ID.fullmatch(text):
        raise ValueError(f"{text!r} is no id of a fact.")
    return text
