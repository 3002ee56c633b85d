"""GET /v1/{plural}/{slug}: read an entity."""

from dataclasses import replace
from functools import cache
from typing import Any

from chalicelib.api.http.routing.answers import LINKED, entity_answer
from chalicelib.api.http.routing.converting import IN
from chalicelib.api.http.routing.expanding import expand_parameter
from chalicelib.api.http.routing.parameters import MOMENT, Parameter, choice, flag
from chalicelib.api.http.routing.routes import Call, Reply, route
from chalicelib.domain.errors import Gone, Merged, NotFound
from chalicelib.kinds.declaration import Kind
from chalicelib.operations.entities import read as operation
from chalicelib.operations.entities.expansion import expand, read_paths

_FACTS = (
    "`facts` also returns the facts of every property, including retracted ones. The clocks leave out what was not "
    "recorded, in print or valid then."
)
_NOT_REPEATED = (
    " `not_repeated`: of the source that this one supersedes, the facts that still stand and that nothing replaces."
)


@cache
def _parameters(kind: Kind) -> tuple[Parameter, ...]:
    of_source = kind.name == "source"
    return (
        *MOMENT,
        choice(
            "include",
            f"{_FACTS}{_NOT_REPEATED if of_source else ''}",
            of=("facts", "not_repeated") if of_source else ("facts",),
        ),
        flag("standing", "Of `include=facts`, leave out what was retracted, replaced or merged away at that moment."),
        flag("explain", "Also return, for every slot, which fact was chosen, why, and which were rejected."),
        expand_parameter(kind),
        IN,
    )


@route(
    "GET",
    "/v1/{plural}/{slug}",
    name="read_{kind}",
    summary="Read {a_kind}",
    tag="{plural}",
    scope="read",
    parameters=_parameters,
    answers=(replace(entity_answer("The flat view."), headers=("ETag", "Vary"), also=LINKED),),
    refusals=(NotFound, Gone, Merged),
)
def read(call: Call) -> Reply:
    """Return one flat object that shows, for each property, the value chosen from its facts.

    `disputed` lists the properties with contradicting facts, `hedged` those whose value is not plainly asserted.
    `expand` returns at most 100 entities; at another moment, at most 25 that may have changed since.

    `in=USD` adds `shown_in`: the amounts of money in that currency, rounded to six digits. The rate is the last one
    that began in the 31 days up to the day of the event, else of `valid`, else of the end of the period, else of the
    moment. Values under `also`, and money counted in that of a year, are not converted. `conversion.missing` says why
    amounts in a currency have no rate.
    """
    paths = read_paths([call.kind], call.query["expand"])
    found = operation.read(
        call.world,
        ref=call.ref,
        moment=call.moment,
        include_facts=call.query["include"] == "facts",
        standing=call.query["standing"],
        explain=call.query["explain"],
    )
    view = found.view
    if call.query["include"] == "not_repeated":
        from chalicelib.api.entities.unrepeated import with_unrepeated  # few reads ask for it

        view = with_unrepeated(view, call)
    beside: dict[str, Any] = {"expanded": expand(call.world, [view], paths, moment=call.moment)} if paths else {}
    if call.query["in"]:
        # Few reads convert anything.
        from chalicelib.operations.entities.conversion import Shown, convert_shown

        converted = convert_shown(call.world, [Shown(view, view)], to=call.query["in"], moment=call.moment)
        beside |= {"shown_in": converted.shown_in[0], "conversion": converted.conversion}
    return Reply({**view, **beside}, revision=found.revision)
