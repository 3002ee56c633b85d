"""Reads the entities that clients name by ref: those that were merged as their survivors."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from chalicelib.api.entities.batch_get import batch_get
from chalicelib.api.http.asking import ask
from chalicelib.api.http.routing.routes import Call
from chalicelib.domain.values import parse_ref
from chalicelib.kinds import KINDS

MERGED = 308


def known_ref(text: str) -> bool:
    """Return whether a text is a ref of a known kind, whether or not it is on record."""
    read = parse_ref(text)
    return read is not None and read.kind in KINDS


def entities_of(call: Call, refs: Iterable[str], *, wide: bool = False) -> Mapping[str, Mapping[str, Any]]:
    """Return the flat views by the refs asked for, without those that are not on record.

    One request for all, and a second one if some were merged: for the survivors.
    """
    got = _got(call, [each for each in dict.fromkeys(refs) if known_ref(each)], wide=wide)
    merged = {ref: each["into"] for ref, each in got.items() if each["status"] == MERGED and "into" in each}
    survivors = _got(call, [*dict.fromkeys(merged.values())], wide=wide)
    found = {ref: survivors[merged[ref]] if ref in merged else each for ref, each in got.items()}
    return {ref: each["view"] for ref, each in found.items() if "view" in each}


def _got(call: Call, refs: list[str], *, wide: bool) -> dict[str, Mapping[str, Any]]:
    if not refs:
        return {}
    asked = replace(call, body={"refs": refs})
    answer = ask(batch_get, asked, "Entities", {"include": "wide" if wide else None})
    return {each["ref"]: each for each in answer.body["items"]}
