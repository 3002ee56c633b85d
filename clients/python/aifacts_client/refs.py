"""Refs, kinds and ids: checked here, because they become parts of paths."""

from __future__ import annotations

import re
from typing import Protocol

from aifacts_client.entity import Entity
from aifacts_client.generated.kinds import KINDS, PLURALS
from aifacts_client.values import unknown

SLUG = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
ID = re.compile(r"[A-Za-z0-9_-]{1,60}")
FACT_ID = re.compile(r"[A-Za-z0-9._~-]{1,400}")


class UnknownKind(ValueError):
    """A ref names a kind that this client does not know; the message names the nearest one."""


class Identified(Protocol):
    """A key, a webhook or a watch."""

    @property
    def id(self) -> str:
        """Its id."""


def ref_of(ref: str | Entity) -> str:
    """Return the ref of an entity."""
    return ref.ref if isinstance(ref, Entity) else ref


def path_of(ref: str | Entity) -> str:
    """Return the path of an entity. Raises ValueError for what is no ref, and UnknownKind."""
    text = ref_of(ref)
    kind, _, slug = text.partition("/")
    if not SLUG.fullmatch(slug):
        raise ValueError(f"{text!r} is no ref; it must be kind/slug, such as company/alibaba-group.")
    return f"/v1/{plural_of(kind)}/{slug}"


def shape_of(ref: str | Entity) -> type[Entity]:
    """Return the class of the kind of a ref."""
    path_of(ref)
    return KINDS[ref_of(ref).partition("/")[0]]


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


def checked_id(of: str | Identified) -> str:
    """Return the id of a key, a webhook or a watch. Raises ValueError for what can be none."""
    text = of if isinstance(of, str) else of.id
    if not ID.fullmatch(text):
        raise ValueError(f"{text!r} is no id.")
    return text
