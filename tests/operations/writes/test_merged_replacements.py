"""A merge copies replacements: the copy of a fact replaces the copies of the facts that it replaces."""

from chalicelib.operations.world import RequestContext, World
from chalicelib.operations.writes.ending.merge import merge
from tests.operations.builders import CALLER, EVIDENCE, a_company, a_fact, a_source, ref, state, view


def test_the_copy_of_a_correction_replaces_the_copy_of_what_it_corrects(quick: World) -> None:
    a_source(quick)
    for slug in ("deepseek", "deep-seek"):
        a_company(quick, slug)
    (wrong,) = state(quick, a_fact("company/deep-seek", "country", "SG"))
    evidence = {**EVIDENCE, "replaces": [wrong]}
    state(quick, a_fact("company/deep-seek", "country", "CN", evidence=evidence))

    merge(
        RequestContext(quick, CALLER),
        ref=ref("company/deep-seek"),
        into=ref("company/deepseek"),
        reason="The same.",
        if_match=None,
    )

    shown = view(quick, "company/deepseek")
    assert (shown["country"], shown["disputed"], "country" in shown.get("also", {})) == ("CN", [], False)
