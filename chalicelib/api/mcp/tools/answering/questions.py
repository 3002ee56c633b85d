"""Asks the verbs on behalf of tools: their faults name the arguments of the tool, and merges are followed."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from chalicelib.api.http.asking import ApiAnswer, ask
from chalicelib.api.http.erased_paths import unless_erased
from chalicelib.api.http.routing.routes import Call, Reply
from chalicelib.domain.errors import BadParameter, Fault, Invalid, Merged
from chalicelib.domain.faults import pointer, summed_up
from chalicelib.domain.values import Ref
from chalicelib.kinds import KINDS

Verb = Callable[[Call], Reply]
Query = Mapping[str, str | int | None]
Arguments = Mapping[str, Sequence[str]]
"""The parts of a JSON pointer to the argument of the tool, by the parameter of the verb that has another name."""
MAX_MERGES_FOLLOWED = 4


@dataclass(frozen=True)
class Followed:
    """The answer about an entity, and the refs from which merges led to it."""

    answer: ApiAnswer
    ref: str
    merged_from: tuple[str, ...] = ()

    @property
    def note(self) -> str:
        """The merges in a sentence, after a space; empty if there are none."""
        return f" {', then '.join(self.merged_from)} was merged into {self.ref}." if self.merged_from else ""


def question(
    verb: Verb,
    call: Call,
    title: str,
    query: Query,
    /,
    *,
    path: Mapping[str, str] | None = None,
    arguments: Arguments | None = None,
) -> ApiAnswer:
    """Return the answer of a verb. Raises what the verb raises; Invalid for parameters, by the tool's arguments."""
    parts = path or {}
    try:
        return _unless_erased(replace(call, path=parts), lambda: ask(verb, call, title, query, path=parts))
    except BadParameter as refused:
        raise renamed(refused, arguments or {}) from None


def question_about(
    verb: Verb, call: Call, title: str, query: Query, /, *, ref: str, arguments: Arguments | None = None
) -> Followed:
    """Return the answer of a verb about an entity; of a merged one, about its survivor."""
    merged_from: list[str] = []
    while True:
        try:
            answer = question(verb, call, title.format(ref=ref), query, path=path_of(ref), arguments=arguments)
            return Followed(answer, ref, tuple(merged_from))
        except Merged as refused:
            if len(merged_from) == MAX_MERGES_FOLLOWED or "into" not in refused.context:
                raise
            merged_from.append(ref)
            ref = refused.context["into"]


def path_of(ref: str) -> dict[str, str]:
    """Return the path parameters of an entity."""
    named = Ref.of(ref)
    return {"plural": KINDS[named.kind].plural, "slug": named.slug}


def renamed(refused: BadParameter, arguments: Arguments) -> Invalid:
    """Return the refusal of parameters as that of the arguments of a tool."""
    spoken = {name: parts[-1] for name, parts in arguments.items()}
    faults = tuple(
        Fault(pointer(*arguments.get(each.pointer, (each.pointer,))), each.code, _in_words(each.detail, spoken))
        for each in refused.faults
    )
    detail = summed_up(faults) if faults else _in_words(refused.detail, spoken)
    return Invalid(detail, faults=faults, context=refused.context)


def _in_words(detail: str, spoken: Mapping[str, str]) -> str:
    """Return a sentence with the tool's names for the parameters that it quotes or begins with."""
    if not spoken:
        return detail
    names = "|".join(map(re.escape, spoken))
    detail = re.sub(f"`({names})`", lambda found: f"`{spoken[found[1]]}`", detail)
    return re.sub(rf"^({names})\b", lambda found: spoken[found[1]], detail)


def _unless_erased(call: Call, asked: Callable[[], ApiAnswer]) -> ApiAnswer:
    """Return an answer; an entity that was erased is refused as such. Raises ErasedEntity."""
    found: list[ApiAnswer] = []

    def reply() -> Reply:
        found.append(asked())
        return Reply({})

    unless_erased(call, reply)
    return found[0]


def given(**members: Any) -> dict[str, Any]:
    """Return the members of an object that say something."""
    return {name: each for name, each in members.items() if each not in (None, False, (), [], {}, "")}
