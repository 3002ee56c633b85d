"""The error texts for refs that are none, or none of the kinds that are right: one place for all requests."""

from collections.abc import Sequence

from chalicelib.domain.faults import Guesses
from chalicelib.domain.values import parse_ref
from chalicelib.domain.values.checks import CodedFault, quoted, with_article
from chalicelib.domain.values.meant_refs import meant_ref
from chalicelib.kinds import KINDS

ALL = tuple(KINDS)


def wrong_ref(text: str, *, guesses: Guesses, kinds: Sequence[str] = ALL) -> CodedFault:
    """Return the fault of a text that is no ref of one of these kinds, with the ref that was meant or what is right.

    Its code is `not_a_ref`, `unknown_kind` or `wrong_kind`.
    """
    ref, meant = parse_ref(text), meant_ref(text, kinds, guesses=guesses)
    hint = f'; did you mean "{meant}"?' if meant else None
    if ref is None:
        return CodedFault("not_a_ref", f"{quoted(text)} is not a ref{hint or f', such as {_example(kinds)}.'}")
    if ref.kind not in KINDS:
        known = f" ({', '.join(kinds)})."
        return CodedFault("unknown_kind", f"{quoted(text)}: there is no kind {quoted(ref.kind)}{hint or known}")
    detail = f"{ref} is of the kind {ref.kind}; expected {with_article(' or '.join(kinds))}"
    return CodedFault("wrong_kind", f"{detail}, such as {_example(kinds)}.")


def _example(kinds: Sequence[str]) -> str:
    return f"{kinds[0]}/{'deepseek' if kinds[0] == 'company' else 'some-slug'}"
