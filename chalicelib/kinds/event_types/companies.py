"""Event types for what happens to a company as such: its workforce, its name, its legal form, its end."""

from chalicelib.domain.values import QuantityType, TextType
from chalicelib.kinds.declaration import EventType, Property
from chalicelib.kinds.event_types.fields import AMOUNT, SECURITY
from chalicelib.kinds.vocabularies.event_codes import CORPORATE_ACTIONS, WORKFORCE_ACTIONS

WORKFORCE = EventType(
    "workforce",
    "A company cuts jobs, hires many people or stops hiring.",
    {
        "slug": "microsoft-cuts-nine-thousand-jobs",
        "type": "workforce",
        "title": "Microsoft cuts about 9,000 jobs",
        "date": "2025-07-02",
        "status": "announced",
        "participants": [{"value": "company/microsoft", "role": "company"}],
        "action": "cut",
        "jobs": {"amount": "9000", "unit": "employee", "bound": "about"},
        "share_of_staff": {"amount": "4", "unit": "%", "bound": "under"},
        "reason": {"missing": "unknown"},
        "evidence": {"source": "source/microsoft-jobs-report", "basis": "third_party_report"},
    },
    (
        Property("action", WORKFORCE_ACTIONS.type, "Type of change to the workforce.", "cut"),
        Property(
            "jobs",
            QuantityType(("employee",), sign="+", whole=True),
            "Number of jobs.",
            {"amount": "9000", "unit": "employee", "bound": "about"},
        ),
        Property(
            "share_of_staff",
            QuantityType(("percent",), sign="+"),
            "Share of all staff.",
            {"amount": "4", "unit": "%", "bound": "under"},
        ),
        Property("reason", TextType(max_length=300), "Reason that is given.", "Fewer layers of management"),
    ),
    ("company",),
)

CORPORATE_CHANGE = EventType(
    "corporate_change",
    "A company changes its name or legal form, is listed, becomes insolvent or is dissolved.",
    {
        "slug": "exafunction-renamed-codeium",
        "type": "corporate_change",
        "title": "Exafunction becomes Codeium",
        "date": "2022~",
        "status": "completed",
        "participants": [{"value": {"text": "Codeium"}, "role": "company"}],
        "action": "renamed",
        "name_before": "Exafunction",
        "name_after": "Codeium",
        "amount": {"missing": "none"},
        "evidence": {"source": "source/encyclopedia", "basis": "third_party_report"},
    },
    (
        Property("action", CORPORATE_ACTIONS.type, "Type of change to the company.", "renamed"),
        Property("name_before", TextType(max_length=200), "Name before the change.", "Codeium", label=True),
        Property("name_after", TextType(max_length=200), "Name after the change.", "Windsurf", label=True),
        AMOUNT,
        SECURITY,
    ),
    ("company", "authority"),
)
