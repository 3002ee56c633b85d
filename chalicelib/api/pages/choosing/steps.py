"""The steps of reading a slot in the words of the answers, with tested examples."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Example:
    """Values of one property and the outcome. Each value is from another source unless it names one.

    A value has the members of a fact, of its evidence (`basis`, `certainty`, `replaces`) and of its source
    (`published`), and its `rank`. `reason` is the text of the answer that names the step.
    """

    property: str
    values: tuple[Mapping[str, Any], ...]
    shown: Any
    reason: str
    query: str = ""
    also: tuple[Any, ...] = field(default=())
    is_disputed: bool = False


@dataclass(frozen=True)
class Step:
    """A step of the rule: its name, what it does, the other reasons that it can give, and an example."""

    name: str
    meaning: str
    example: Example
    reasons: tuple[str, ...] = ()


def said(value: Any, **members: Any) -> Mapping[str, Any]:
    """Make a value with other members."""
    return {"value": value, **members}


def usd(amount: str, *, bound: str | None = None) -> Mapping[str, str]:
    """Make an amount of dollars."""
    return {"amount": amount, "unit": "USD"} | ({"bound": bound} if bound else {})


STEPS = (
    Step(
        "1. Leave out",
        "Facts that were not recorded at `known_at`, or were retracted; that were not in print before "
        "`published_before`; that are deprecated; and, on lasting properties, that do not hold at `valid_at`.",
        Example("license", (said("MIT", rank="deprecated"), said("Apache-2.0")), "Apache-2.0", "deprecated"),
        ("retracted", "not yet in print", "not valid then"),
    ),
    Step(
        "2. Replaced",
        "A fact gives way to one that `replaces` it, whenever that holds, or that is in its slot and whose source "
        "`supersedes` its source, and is at least as certain. `replaced_by` of a fact names those.",
        Example(
            "license",
            (said("MIT"), said("Apache-2.0", replaces=["the first"])),
            "Apache-2.0",
            "replaced: another fact restates or corrects it",
        ),
    ),
    Step(
        "3. Followed",
        "On lasting properties, a later start ends an earlier value of the same source. Of the same origin (publisher, "
        "speaker or root), it must be after the last day for which the origin vouched for the value. Of another "
        "origin, it must be more than a day after that day, and must not be an opinion or derived.",
        Example(
            "license",
            (
                said("MIT", valid="2024-07", source="a"),
                said("Apache-2.0", valid="2025-03", source="a"),
            ),
            "Apache-2.0",
            "followed: the same source gives a value from 2025-03 on",
        ),
    ),
    Step(
        "4. Undated",
        "On lasting properties, a fact without `valid`, printed after `valid_at`, gives way to one as certain that is "
        "dated to that moment.",
        Example(
            "license",
            (said("MIT", published="2026-02"), said("Apache-2.0", valid="2010/2020-06")),
            "Apache-2.0",
            "undated: printed later, and another is dated to this moment",
            query="valid_at=2015-01-01",
        ),
    ),
    Step(
        "5. Overtaken",
        "A fact that is only expected or rumoured gives way when another was asserted in print on the same day or "
        "later.",
        Example(
            "amount",
            (
                said(usd("340e9"), certainty="rumoured", published="2025-01-15"),
                said(usd("300e9"), published="2025-03-31"),
            ),
            usd("300e9"),
            "overtaken: another was asserted in print on the same day or later",
        ),
    ),
    Step(
        "6. Conflict",
        "Remaining values that no single truth satisfies are in conflict. It is open, and the property disputed, "
        "unless exactly one side is preferred: then it is settled.",
        Example(
            "license",
            (said("MIT"), said("Apache-2.0")),
            "Apache-2.0",
            "tie: another is the smaller value",
            is_disputed=True,
        ),
    ),
    Step(
        "7. Choose",
        "The best remaining value by the criteria below is shown. Denials, facts left open and, beside a known value, "
        "`unknown` are never shown.",
        Example(
            "license",
            (said({"missing": "unknown"}), said("MIT")),
            "MIT",
            "unknown, and the slot has a known value",
        ),
        ("denied is never the value shown", "left_open is never the value shown"),
    ),
)
