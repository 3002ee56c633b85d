"""The table of measures: what each counts, in which dimensions, and of which kinds it is a figure."""

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from chalicelib.kinds.vocabularies.vocabulary import Vocabulary
from chalicelib.late_dataclass import dataclass

FLOW, STOCK = "flow", "stock"
FIGURES, USAGE = "figures", "usage"
_ANYWHERE: Mapping[str, tuple[str, ...]] = {}


@dataclass(frozen=True)
class Measure:
    """A measure: its dimensions, its sign, and whether it adds up over a time (a flow) or is so at a time (a stock).

    `on` names the kinds that have it, by property; a measure without any serves ratios, records and thresholds alone.
    `standard` is its name in XBRL, in the taxonomy us-gaap where none is named.
    """

    name: str
    meaning: str
    dimensions: tuple[str, ...]
    sign: Literal["+", "±"] = "+"  # never below 0; "±" may be
    whole: bool = False  # its counts have no fractions; a rate, such as requests a second, may
    time: str = STOCK
    on: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    standard: str | None = None


def _figures(*kinds: str) -> Mapping[str, tuple[str, ...]]:
    return {FIGURES: kinds}


_COMPANY = _figures("company")
_COMPANY_PRODUCT = _figures("company", "product")
_BUILT = _figures("company", "product", "model")
_TRAINED = _figures("model", "product")
_USED = {USAGE: ("model", "product", "offering"), FIGURES: ("company",)}
_RUN = {USAGE: ("model", "product", "offering")}

_MONEY = (
    Measure("revenue", "Income from sales.", ("money",), time=FLOW, on=_COMPANY_PRODUCT, standard="Revenues"),
    Measure(
        "capital_expenditure",
        "Spending on buildings and equipment.",
        ("money",),
        time=FLOW,
        on=_COMPANY_PRODUCT,
        standard="PaymentsToAcquirePropertyPlantAndEquipment",
    ),
    Measure(
        "charge",
        "A loss booked at once, such as a write-down or a restructuring.",
        ("money",),
        time=FLOW,
        on=_COMPANY_PRODUCT,
        standard="InventoryWriteDown, RestructuringCharges",
    ),
    Measure("forgone_revenue", "Sales that were or will be lost.", ("money",), time=FLOW, on=_COMPANY_PRODUCT),
    Measure(
        "profit",
        "Revenue less costs; negative for a loss.",
        ("money",),
        sign="±",
        time=FLOW,
        on=_COMPANY,
        standard="NetIncomeLoss",
    ),
    Measure(
        "cash_flow",
        "Money that comes in less money that goes out; negative if more goes out.",
        ("money",),
        sign="±",
        time=FLOW,
        on=_COMPANY,
        standard="NetCashProvidedByUsedInOperatingActivities",
    ),
    Measure("run_rate", "Recent revenue scaled up to a year; `valid` says of when.", ("money",), on=_COMPANY_PRODUCT),
    Measure("debt", "Money that it has to pay back.", ("money",), on=_COMPANY, standard="LongTermDebt"),
    Measure(
        "backlog",
        "Revenue under contract that is not earned yet.",
        ("money",),
        on=_COMPANY,
        standard="RevenueRemainingPerformanceObligation",
    ),
    Measure(
        "commitments",
        "Purchases under contract that are not paid yet.",
        ("money",),
        on=_COMPANY,
        standard="UnrecordedUnconditionalPurchaseObligationBalanceSheetAmount",
    ),
    Measure("market_cap", "Market capitalisation: the value of all shares of a company.", ("money",), on=_COMPANY),
    Measure("valuation", "Valuation of an unlisted company.", ("money",), on=_COMPANY),
    Measure(
        "market_cap_change",
        "Change in market capitalisation; negative for a loss.",
        ("money",),
        sign="±",
        time=FLOW,
        on=_COMPANY,
    ),
    Measure(
        "eps",
        "Earnings per share; negative for a loss.",
        ("money/share",),
        sign="±",
        time=FLOW,
        on=_COMPANY,
        standard="EarningsPerShareDiluted",
    ),
    Measure(
        "shares_outstanding",
        "Number of shares that are issued and held.",
        ("share",),
        whole=True,
        on=_COMPANY,
        standard="dei:EntityCommonStockSharesOutstanding",
    ),
    Measure(
        "gross_margin", "Share of revenue left after the cost of sales.", ("percent",), sign="±", time=FLOW, on=_COMPANY
    ),
    Measure(
        "operating_margin",
        "Share of revenue left after the cost of operations.",
        ("percent",),
        sign="±",
        time=FLOW,
        on=_COMPANY,
    ),
    Measure("market_share", "Share of a market.", ("percent",), on=_COMPANY_PRODUCT),
)

_PEOPLE = (
    Measure(
        "employees",
        "Number of employees.",
        ("employee", "person"),
        whole=True,
        on=_COMPANY,
        standard="dei:EntityNumberOfEmployees",
    ),
    Measure("daily_users", "Users per day.", ("user",), whole=True, on=_USED),
    Measure("weekly_users", "Users per week.", ("user",), whole=True, on=_USED),
    Measure("monthly_users", "Users per month.", ("user",), whole=True, on=_USED),
    Measure("paying_users", "Paying users or customers.", ("user",), whole=True, on=_USED),
    Measure("downloads", "Number of downloads.", ("download", "download/time"), whole=True, time=FLOW, on=_USED),
    Measure("requests", "Number of requests.", ("request", "request/time"), whole=True, time=FLOW, on=_USED),
    Measure(
        "tokens", "Tokens read, generated or trained on.", ("token", "token/time"), whole=True, time=FLOW, on=_USED
    ),
    Measure("citations", "Citations of its paper.", ("citation", "citation/time"), whole=True, time=FLOW, on=_USED),
)

_MACHINES = (
    Measure("capacity", "Amount it can hold, supply or compute.", ("power", "device", "computation/time"), on=_BUILT),
    Measure("power", "Electric power it draws.", ("power",), on=_BUILT),
    Measure("energy", "Energy it uses.", ("energy",), time=FLOW, on=_BUILT),
    Measure("chips", "Number of chips it has or was trained on.", ("device",), on=_BUILT),
    Measure("training_time", "Duration of training.", ("time", "calendar"), on=_TRAINED),
    Measure("device_time", "Time of all devices in training, added up.", ("device_time",), on=_TRAINED),
    Measure("utilization", "Share of the hardware's computing power that training used.", ("percent",), on=_TRAINED),
    Measure("epochs", "Passes over the training data.", ("epoch",), on=_TRAINED),
    Measure("batch_size", "Amount of data in one step of training.", ("token", "example"), on=_TRAINED),
    Measure("dataset_size", "Amount of training data.", ("token", "image", "example", "work", "data"), on=_TRAINED),
    Measure("finetune_compute", "Operations used in fine-tuning.", ("computation",), on=_TRAINED),
    Measure("hardware_cost", "Cost of the hardware it was trained on.", ("money",), on=_TRAINED),
    Measure("experts", "Number of experts in a mixture.", ("expert",), whole=True, on=_figures("model")),
    Measure(
        "active_experts", "Number of experts active for each token.", ("expert",), whole=True, on=_figures("model")
    ),
    Measure("tasks", "Number of tasks.", ("task",), whole=True, on=_figures("benchmark")),
    Measure("speed", "Output per unit of time.", ("*/time",), on=_RUN),
    Measure("latency", "Time until the response begins.", ("time",), on=_RUN),
    Measure("memory", "Memory needed to run it.", ("data",), on=_RUN),
)

_ELSEWHERE = (
    Measure("price", "Price per unit.", ("money/*", "money"), on=_ANYWHERE),
    Measure("amount", "An amount of money without a more specific measure.", ("money", "money/*"), on=_ANYWHERE),
    Measure("efficiency", "Output per unit of input, as the source defines it.", ("factor", "percent"), on=_ANYWHERE),
    Measure(
        "performance",
        "Capability as the source judges it, without a named benchmark.",
        ("factor", "percent"),
        on=_ANYWHERE,
    ),
    Measure("parameters", "Number of parameters of a model.", ("parameter",), whole=True, on=_ANYWHERE),
    Measure("training_cost", "Cost of training.", ("money",), on=_ANYWHERE),
    Measure("training_compute", "Operations used in training.", ("computation",), on=_ANYWHERE),
)

MEASURES: Mapping[str, Measure] = {each.name: each for each in (*_MONEY, *_PEOPLE, *_MACHINES, *_ELSEWHERE)}

MEASURE_CODES = Vocabulary(
    "measures",
    "The quantity that a figure, ratio, record or threshold measures.",
    {each.name: each.meaning for each in MEASURES.values()},
)
