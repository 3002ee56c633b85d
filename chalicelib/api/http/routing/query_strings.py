"""Reads the query string of a request by the declaration of its route, with all its faults."""

import difflib
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from chalicelib.api.http.routing.asked_parameters import AskedParameters
from chalicelib.api.http.routing.clocks import CLOCKS, clock_fault
from chalicelib.api.http.routing.parameters import Parameter
from chalicelib.domain.errors import BadParameter, Fault
from chalicelib.domain.faults import Guesses, summed_up
from chalicelib.domain.values import nearest
from chalicelib.domain.values.checks import quoted
from chalicelib.domain.values.meant_refs import meant_ref
from chalicelib.kinds import KINDS

MAX_QUERY_FAULTS = 100  # of a query, in one response
OTHER_NUMBER = {kind.plural: kind.name for kind in KINDS.values()} | {kind.name: kind.plural for kind in KINDS.values()}
MAX_PARAMETER_NAME = 300  # characters of an unknown name that a fault quotes


def with_query(path: str, query: Mapping[str, str]) -> str:
    """Return a path with a query, if there is any."""
    return f"{path}?{urlencode(query, safe='/,')}" if query else path


def read_query(
    declared: AskedParameters, sent: Mapping[str, Sequence[str]], *, why_no_clock: str = ""
) -> dict[str, Any]:
    """Parse a query string by its declaration. Raises BadParameter with all its faults.

    `why_no_clock` says why the clocks that are not declared are refused.
    """
    values = dict(declared.defaults)
    if not sent and not declared.required:
        return values
    faults, guesses = list[Fault](), Guesses()
    known = declared.by_name
    for name, texts in sent.items():
        if len(faults) >= MAX_QUERY_FAULTS:
            break
        if name in CLOCKS and name not in known:
            faults.append(clock_fault(name, why_no_clock))
        elif name not in known:
            detail = _unknown_parameter(name, list(known), guesses)
            faults.append(Fault(name[:MAX_PARAMETER_NAME], "unknown_parameter", detail))
        elif isinstance(value := _read_parameter(known[name], texts, guesses), Fault):
            faults.append(value)
        else:
            values[name] = value
    faults += [
        Fault(p.name, "missing", f"{p.name} is missing; it {p.expects}.")
        for p in declared.required
        if p.name not in sent
    ]
    if faults:
        bounds = [known[fault.pointer].most for fault in faults if fault.code == "too_many"]
        raise BadParameter(summed_up(faults), faults=tuple(faults), context={"limit": bounds[0]} if bounds else {})
    return values


def _read_parameter(declared: Parameter, texts: Sequence[str], guesses: Guesses) -> Any:
    """Return the value of a parameter, or its fault."""
    name = declared.name
    if len(texts) != 1 and not declared.many:
        return Fault(name, "repeated", f"{name} was sent {len(texts)} times. Send it once.")
    read = [declared.read(text) for text in texts]
    if None in read:
        return Fault(name, "bad_value", f"{name} {declared.expects}{_suggest_word(declared, ','.join(texts), guesses)}")
    if not declared.many:
        return read[0]
    value = tuple(each for some in read for each in some)
    if declared.most and len(value) > declared.most:
        return Fault(name, "too_many", f"{name} accepts at most {declared.most} values; there are {len(value)}.")
    return value if declared.keeps_repeats else tuple(dict.fromkeys(value))


def _suggest_word(declared: Parameter, text: str, guesses: Guesses) -> str:
    """Return the end of a refusal, with the known word that is nearest to the wrong one, or the ref that was meant."""
    parts = text.split(",")
    meant = (meant_ref(part, declared.refs_of, guesses=guesses) for part in parts) if declared.refs_of else ()
    if (ref := next(filter(None, meant), None)) is not None:
        return f"; did you mean {ref!r}?"
    wrong = next((part for part in parts if part not in declared.words), "")
    guess = OTHER_NUMBER.get(wrong.casefold())  # `people` for `person` is not near by its letters
    if guess not in declared.words:
        guess = nearest(wrong, declared.words, guesses=guesses) if wrong and declared.words else None
    return f"; did you mean {guess!r}?" if guess else "."


def _unknown_parameter(name: str, known: list[str], guesses: Guesses) -> str:
    asked = quoted(name)
    filtered, bracket, _ = name.partition("[")
    operators = [each[len(filtered) + 1 : -1] for each in known if each.startswith(f"{filtered}[")]
    if bracket and operators:
        return f"There is no parameter {asked} here; {filtered} accepts the operators {', '.join(operators)}."
    if not guesses.take():
        return f"There is no parameter {asked} here; /openapi.json lists all parameters."
    if near := difflib.get_close_matches(name[:100], known, n=1, cutoff=0.5):
        return f"There is no parameter {asked} here; did you mean {near[0]!r}?"
    if known:
        plain = (each for each in known if "[" not in each)
        return f"There is no parameter {asked} here; available: {', '.join(plain)}."
    return f"There is no parameter {asked} here; this path has no parameters."
