"""GET /docs/choosing: how the value that a view shows is chosen, and which values compete."""

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

from chalicelib.api.http.routing.routes import Call, Reply, route
from chalicelib.api.pages.frame import PAGE, show

if TYPE_CHECKING:
    from chalicelib.api.pages.choosing.steps import Example, Step

INTRODUCTION = (
    "Sources contradict each other. The service keeps all their values and shows one, by this rule. `explain=true` "
    "returns the facts of each slot with the reason for each: `why` names the steps that chose the value shown, "
    "`rejected` the step that passed over each of the others."
)
OF_EXAMPLES = (
    "In the examples each value is from another source, a third-party report without a date, unless its members "
    "differ. `published` is a member of the source, `basis`, `certainty` and `replaces` of the evidence, `rank` a "
    "decision."
)
OF_SLOTS = (
    "A property with one value can have several slots. Of their values one is shown and the others are under `also`. "
    "The first of these that differs decides."
)

# Two values compete if all of these are equal.
SLOT = (
    ("entity and property", "A value of a list such as `aliases` is a question by itself and competes with none."),
    ("qualifiers", "The comparable ones: an input price does not compete with an output price."),
    ("scope", "The part that the value is about. A value of a part does not compete with one of the whole."),
    ("period", "An interval counts as its days: `2024/2024` is `2024-01-01/2024-12-31`."),
    ("unit group", "Units that convert exactly are one group. EUR and USD are two, a price for a month or a year too."),
    ("condition", "Of amounts: a price over 200,000 tokens does not compete with the normal price."),
)

EXCLUSION = (
    "Texts are compared without case, hyphens and quotes. Numbers and dates exclude each other if they do not overlap: "
    "`about` is 5 % either side, `~` a week. Codes, flags, refs and labels (licence, region, URL) exclude each other "
    "if they differ, names unless the words of one are among those of the other. `none` excludes every value. Other "
    "texts and `unknown` exclude nothing."
)

MEMBERS = (
    ("disputed", "The properties with an open conflict. A side that is an entry of a list has `disputed: true`."),
    (
        "origins",
        (
            "How many independent origins stand behind each value shown: one speaker, publisher or root is one origin. "
            "A list has one number if all entries have as many, else one for each entry."
        ),
    ),
    ("also", "By property, the other values that are still valid: of other slots, and those not in an open conflict."),
    (
        "terms",
        "The condition and the period of a plain value, which cannot carry them; of a fixed property also `valid`.",
    ),
    ("beyond", "By property, how many values there are beyond the 500 shown, and where all of them are."),
    (
        "hedged",
        (
            "The properties not plainly asserted: the certainty, or `opinion`, `derived` or `conditional`. "
            "If the entries of a list differ, each has its own `hedged`."
        ),
    ),
    ("more", "In the items of lists: the properties for which the entity has values under `also`."),
)


@route(
    "GET",
    "/docs/choosing",
    name="choosing",
    summary="Read how the value shown is chosen",
    tag="service",
    scope=None,
    answers=(PAGE,),
)
def choosing(call: Call) -> Reply:
    """Return the rule as a page: which values compete, each step with an example, and the members of a view."""
    from chalicelib.api.pages.choosing.criteria import CRITERIA, SLOT_CHOICE  # few requests are for documents
    from chalicelib.api.pages.choosing.steps import STEPS

    return show(
        call,
        "choosing.html",
        title="Choosing",
        path="/docs/choosing",
        introduction=INTRODUCTION,
        of_examples=OF_EXAMPLES,
        slot=SLOT,
        exclusion=EXCLUSION,
        steps=STEPS,
        criteria=CRITERIA,
        of_slots=OF_SLOTS,
        slot_choice=SLOT_CHOICE,
        members=MEMBERS,
        example_words=_example_words,
        reasons_of=_reasons_of,
    )


def choosing_text() -> str:
    """Return the rule in Markdown, for agents."""
    from chalicelib.api.pages.choosing.criteria import CRITERIA, SLOT_CHOICE  # few requests are for documents
    from chalicelib.api.pages.choosing.steps import STEPS

    competing = "\n".join(f"- {name}: {meaning}" for name, meaning in SLOT)
    members = "\n".join(f"- `{name}`: {meaning}" for name, meaning in MEMBERS)
    return (
        f"Two values compete if they answer the same question, a slot. All of these are equal:\n\n{competing}\n\n"
        f"{EXCLUSION}\n\n{_markdown_table(STEPS)}\n\nCriteria of step 7, in order:\n\n{_markdown_table(CRITERIA)}\n\n"
        f"{OF_SLOTS}\n\n{_markdown_table(SLOT_CHOICE)}\n\nMembers of a view:\n\n{members}"
    )


def _reasons_of(step: "Step") -> Iterable[str]:
    return dict.fromkeys((step.example.reason, *step.reasons))


def _markdown_table(steps: Iterable["Step"]) -> str:
    rows = (f"| {step.name} | {step.meaning} | {_example_words(step.example)} |" for step in steps)
    return "\n".join(("| step | rule | example |", "|---|---|---|", *rows))


def _example_words(example: "Example") -> str:
    """Write the values of an example and what is shown of them."""
    values = ", ".join(f"`{_json(value)}`" for value in example.values)
    also = f", {' and '.join(f'`{_json(each)}`' for each in example.also)} under `also`" if example.also else ""
    asked = f" with `{example.query}`" if example.query else ""
    disputed = ", disputed" if example.is_disputed else ""
    return f"`{example.property}` {values}{asked}: shows `{_json(example.shown)}`{also}{disputed}"


def _json(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)
