"""The criteria by which a value and a slot are chosen, in the words of the answers, with tested examples."""

from chalicelib.api.pages.choosing.steps import Example, Step, said, usd

CRITERIA = (
    Step(
        "rank",
        "Preferred before normal.",
        Example(
            "license",
            (said("MIT", rank="preferred"), said("Apache-2.0")),
            "MIT",
            "rank: preferred",
            also=("Apache-2.0",),
        ),
    ),
    Step(
        "certainty",
        "Asserted, expected, alleged, rumoured.",
        Example(
            "amount",
            (
                said(usd("300e9"), published="2025-03-31"),
                said(usd("500e9"), certainty="rumoured", published="2025-05-02"),
            ),
            usd("300e9"),
            "certainty: asserted",
            also=(usd("500e9"),),
        ),
    ),
    Step(
        "basis",
        "Record of truth, independent measurement, self-reported, third-party report, derived, opinion.",
        Example(
            "license",
            (said("MIT", basis="self_reported"), said("Apache-2.0")),
            "MIT",
            "basis: self_reported",
            is_disputed=True,
        ),
    ),
    Step(
        "independent origins",
        "The value on which more independent origins agree. One speaker, publisher or root is one origin.",
        Example(
            "license",
            (said("MIT"), said("mit"), said("Apache-2.0")),
            "MIT",
            "independent origins: 2",
            is_disputed=True,
        ),
        ("same: says what is shown", "only: all standing facts give the same value"),
    ),
    Step(
        "publication",
        "Lasting: the later, and a confirmation counts as print. Fixed: the earlier. An amount of an event: the last "
        "of those printed within three days of the first.",
        Example(
            "license",
            (said("MIT", published="2025-01-01"), said("Apache-2.0", published="2024-06-01")),
            "MIT",
            "publication: 2025-01-01",
            is_disputed=True,
        ),
    ),
    Step(
        "tie",
        "The more exact publication date, then the smaller size, the earlier date or the first of the alphabet.",
        Example(
            "amount",
            (said(usd("118.58")), said(usd("118.42"))),
            usd("118.42"),
            "tie: the smaller value",
            is_disputed=True,
        ),
        ("tie: dated more exactly", "tie: another is dated more exactly"),
    ),
    Step(
        "precision",
        "While a remaining value that is at least as certain is inside the chosen one, the best of those is chosen.",
        Example(
            "amount",
            (
                said(usd("2e9", bound="about"), basis="self_reported"),
                said(usd("2.05e9")),
            ),
            usd("2.05e9"),
            "precision: another that is at least as certain lies inside it",
        ),
        ("precision: lies inside", "only: this slot has no other standing fact"),
    ),
)

SLOT_CHOICE = (
    Step(
        "scope",
        "Never the value of a part.",
        Example(
            "amount",
            (said(usd("3e9"), scope={"text": "the first tranche"}), said(usd("5e9"))),
            usd("5e9"),
            "scope: none",
            also=(usd("3e9"),),
        ),
        ("only: no other slot has a value", "value: the others are unknown"),
    ),
    Step(
        "period",
        "Without a period, or else of the latest period. Then the criteria above.",
        Example(
            "amount",
            (said(usd("3e9"), period="2024/2024"), said(usd("5e9"), period="2025/2025")),
            usd("5e9"),
            "period: 2025/2025",
            also=(usd("3e9"),),
        ),
    ),
    Step(
        "condition",
        "Without a condition.",
        Example(
            "amount",
            (said(usd("3e9"), condition="if approved"), said(usd("5e9"))),
            usd("5e9"),
            "condition: none",
            also=(usd("3e9"),),
        ),
    ),
    Step(
        "exact",
        "Exact before bounded.",
        Example(
            "amount",
            (said({"amount": "1.7e9", "unit": "EUR"}), said(usd("2e9", bound="about"))),
            {"amount": "1.7e9", "unit": "EUR"},
            "exact: the others are bounded",
            also=(usd("2e9", bound="about"),),
        ),
    ),
)
