"""Erasing: what is left of a fact when its words are taken from it, for people's rights."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from chalicelib.domain.facts.contents import Content
from chalicelib.domain.facts.decisions import Decision, DecisionType, Witness
from chalicelib.domain.facts.evidence import ERASED_SPEAKER, ERASED_TEXT, Evidence, Somebody
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.values import Erased, Named, Phrase, Text, Value

_WORDS = (Text, Named, Phrase)
_TEXTS_OF_EVIDENCE = ("via", "quote", "as_stated", "method")


def erase_words(fact: Fact, *, keeps_value: bool = False) -> Fact:
    """Return a fact without its value and the words around it: what was said, by whom by name, and in which words.

    Its entity, property, source, `valid`, period, basis, certainty, dates and authors stay, and so do entities, codes
    and amounts among its qualifiers. Reasons of earlier decisions often repeat what a fact said, so they go as well.
    `keeps_value` is for a value that the rest of the entity depends on: the type of an event, a word of a vocabulary.
    """
    content = fact.content
    bare = replace(
        content,
        value=content.value if keeps_value else Erased(),
        evidence=_erase_evidence(content.evidence),
        qualifiers={name: _erase_text(each) for name, each in content.qualifiers.items()},
        scope=None if content.scope is None else _erase_text(content.scope),
        condition=None if content.condition is None else ERASED_TEXT,
    )
    publisher = None if isinstance(fact.publisher, Named) else fact.publisher  # its source names it
    return replace(fact, content=bare, publisher=publisher, decisions=tuple(map(_erase_decision, fact.decisions)))


def erasure_of(content: Content, reason: str) -> Decision:
    """Return the decision that erases the fact with this content, without its time and author.

    It keeps the hash of the content, as ids do: by that the statement is known when somebody sends it again.
    """
    return Decision(DecisionType.ERASED, reason, token=content.token)


def words_of(fact: Fact) -> set[str]:
    """Collect the texts that erasing a fact takes from it."""
    content = fact.content
    values = (content.value, content.scope, *content.qualifiers.values())
    texts = {each.text for each in values if isinstance(each, _WORDS)} | {content.condition}
    for evidence in (content.evidence, *(each.before.evidence for each in fact.decisions if each.before)):
        texts |= {getattr(evidence, name) for name in _TEXTS_OF_EVIDENCE}
        texts |= {evidence.speaker.text} if isinstance(evidence.speaker, Somebody) else set()
    return {text for text in texts if text and text != ERASED_TEXT}


def erase_members(members: Mapping[str, Any]) -> dict[str, Any]:
    """Return members of evidence as JSON without their texts, as they stand in revisions and in receipts."""
    said = {name: ERASED_TEXT for name in _TEXTS_OF_EVIDENCE if members.get(name) is not None}
    speaker = {"speaker": {"text": ERASED_TEXT}} if isinstance(members.get("speaker"), Mapping) else {}
    return {**erase_publisher(members), **said, **speaker}


def erase_publisher(members: Mapping[str, Any]) -> dict[str, Any]:
    """Return members of evidence without the publisher, if it was copied from the source as a text."""
    return {**members, "publisher": None} if isinstance(members.get("publisher"), Mapping) else {**members}


def _erase_text(value: Value) -> Value:
    """Return a text without its words, and any other value as it is. It stays a text: slots are parted by it."""
    return replace(value, text=ERASED_TEXT) if isinstance(value, _WORDS) else value


def _erase_evidence(evidence: Evidence) -> Evidence:
    """Return evidence without its texts; a speaker who is an entity stays."""
    said = [name for name in _TEXTS_OF_EVIDENCE if getattr(evidence, name) is not None]
    update: dict[str, Any] = dict.fromkeys(said, ERASED_TEXT)
    if isinstance(evidence.speaker, Somebody):
        update["speaker"] = ERASED_SPEAKER
    return replace(evidence, **update)


def _erase_decision(decision: Decision) -> Decision:
    keeps_reason = decision.reason is None or decision.verdict is DecisionType.ERASED
    reason = decision.reason if keeps_reason else ERASED_TEXT
    return replace(decision, reason=reason, before=decision.before and _erase_witness(decision.before))


def _erase_witness(witness: Witness) -> Witness:
    publisher = None if isinstance(witness.publisher, Named) else witness.publisher
    return witness._replace(evidence=_erase_evidence(witness.evidence), publisher=publisher)
