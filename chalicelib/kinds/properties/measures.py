"""The measures: what a figure counts, in which units, and where it may stand."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from typing import Any

from chalicelib.domain.facts import Content
from chalicelib.domain.faults import Faults
from chalicelib.domain.values import Code, CodeType, Quantity, Span, Value, known_words
from chalicelib.domain.values.checks import quoted
from chalicelib.kinds.declaration import CheckFault, Qualifier
from chalicelib.kinds.properties.measured_units import dimension_of, fits_dimensions
from chalicelib.kinds.vocabularies.vocabulary import Vocabulary

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
    sign: str = "+"  # never below 0; "±" may be
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
    Measure("debt", "Money that it owes.", ("money",), on=_COMPANY, standard="LongTermDebt"),
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
    Measure("downloads", "Number of downloads.", ("download", "download/*"), whole=True, time=FLOW, on=_USED),
    Measure("requests", "Number of requests.", ("request", "request/*"), whole=True, time=FLOW, on=_USED),
    Measure("tokens", "Tokens read, generated or trained on.", ("token", "token/*"), whole=True, time=FLOW, on=_USED),
    Measure("citations", "Citations of its paper.", ("citation", "citation/*"), whole=True, time=FLOW, on=_USED),
)

_MACHINES = (
    Measure("capacity", "Amount it can hold, supply or compute.", ("power", "device", "computation/*"), on=_BUILT),
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


@dataclass(frozen=True)
class MeasureType(CodeType):
    """The measures that one property of one kind takes; of a value in some unit, the faults name those that fit it."""

    unit: str | None = None

    def beside(self, value: Value | None) -> "MeasureType":
        """Return the type as it is beside a value."""
        return replace(self, unit=value.unit if isinstance(value, Quantity | Span) else None)

    def read(self, raw: Any, *, at: str, faults: Faults) -> Code | None:
        """Read a measure; the fault of one that stands elsewhere says where."""
        if isinstance(raw, str) and raw in MEASURES and raw not in self.codes:
            faults.add(at, "wrong_measure", f"{_places(MEASURES[raw])} {self.choice()}")
            return None
        if isinstance(raw, str) and raw not in self.codes:
            detail = f"{quoted(raw)} is not a measure{known_words(raw, self.codes, guesses=faults.guesses)}"
            faults.add(at, "unknown_code", f"{detail} {self.choice()}".replace(". .", "."))
            return None
        return super().read(raw, at=at, faults=faults)

    def choice(self) -> str:
        """Say which measures fit the unit of the value, or all if there is none."""
        if self.unit is None:
            return f"The measures here are {', '.join(self.codes)}."
        fitting = [code for code in self.codes if fits_dimensions(dimension_of(self.unit), MEASURES[code].dimensions)]
        return f"In {self.unit}: {', '.join(fitting)}." if fitting else f"No measure here is counted in {self.unit}."


def _places(measure: Measure) -> str:
    if not measure.on:
        return f"`{measure.name}` is a measure of ratios, records and thresholds, or a property of its own."
    places = (f"`{name}` of {' and '.join(kinds)}" for name, kinds in measure.on.items())
    return f"`{measure.name}` is a measure of {', and of '.join(places)}."


def measure_qualifier(property_name: str, kind: str) -> Qualifier:
    """Return the qualifier `measure` of a property of a kind, which takes those measures alone."""
    codes = tuple(each.name for each in measures_on(property_name, kind))
    return Qualifier("measure", MeasureType(codes), "What is measured.", required=True)


@cache
def measures_on(property_name: str, kind: str) -> tuple[Measure, ...]:
    """List the measures that a property of a kind takes."""
    return tuple(each for each in MEASURES.values() if kind in each.on.get(property_name, ()))


def measured_dimensions(measures: Iterable[Measure]) -> tuple[str, ...]:
    """List the dimensions of some measures, each once."""
    return tuple(dict.fromkeys(dimension for each in measures for dimension in each.dimensions))


def measure_faults(content: Content) -> Iterator[CheckFault]:
    """Yield what is wrong with a value by its measure: the unit, the sign, a fraction of a count, a period."""
    code, value = content.qualifiers.get("measure"), content.value
    measure = MEASURES.get(code.code) if isinstance(code, Code) else None
    if measure is None:
        return
    if isinstance(value, Quantity | Span):
        yield from _amount_faults(measure, value)
    if measure.time == STOCK and content.period is not None:
        detail = f"`{measure.name}` is so at a time and does not add up over one; write that time as `valid`."
        yield CheckFault("period", "wrong_period", detail)


def _amount_faults(measure: Measure, value: Quantity | Span) -> Iterator[CheckFault]:
    dimension = dimension_of(value.unit)
    if not fits_dimensions(dimension, measure.dimensions):
        detail = f"`{measure.name}` is not counted in {value.unit}: it takes {', '.join(measure.dimensions)}."
        yield CheckFault("value/unit", "wrong_dimension", detail)
        return
    for member, text in _amounts(value):
        number = Decimal(text)
        if measure.sign == "+" and number < 0:
            yield CheckFault(f"value/{member}", "below_zero", f"`{measure.name}` is never below 0.")
        elif measure.whole and "/" not in dimension and number % 1:
            yield CheckFault(f"value/{member}", "not_whole", f"`{measure.name}` is a count: write a whole number.")


def _amounts(value: Quantity | Span) -> list[tuple[str, str]]:
    if isinstance(value, Quantity):
        return [("amount", value.amount)]
    return [("low", value.low), ("high", value.high)]
