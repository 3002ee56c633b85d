"""Costs of what watches and guards the service, and of a flood: the last tables of `python -m bench.costs`.

Metrics and alarms are counted in the code and in the template; rates of requests are given.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from bench import prices
from chalicelib.api.http import access_log
from chalicelib.local.package import spending
from chalicelib.local.package.build import ROOT
from chalicelib.local.package.fronts import FRONTS
from chalicelib.local.package.template import merged_into, stage

MILLION = 1_000_000
MONTH, DAY = 30 * 86_400, 86_400  # seconds
FUNCTIONS = ("APIHandler", "Tick")
# Of the tick, each kept without dimensions and by table: two lags, four counts, and entities ahead of the clock.
TICK_METRICS = 7
QUOTA = 10_000.0  # requests a second of an account: API Gateway's, and ten times Lambda's 1,000 executions


class AssumedLogs:
    """Figures that cannot be counted: set them to those of your deployment."""

    gateway_bytes = 400  # of the gateway's line of a request, in its access log
    platform_bytes = 350  # of Lambda's own lines of a request, START, END and REPORT
    compressed_to = 0.15  # what AWS assumes of logs
    days_kept = 90  # LogRetentionDays in prod


def watching_table(rates: Sequence[float], log_bytes: int) -> Iterator[str]:
    """Write what watching and guarding costs a month at each rate, with `log_bytes` of the function's line."""
    heads = " | ".join(f"{rate:,g} a second, {front}" for rate in rates for front in prices.FRONTS)
    yield f"| dollars a month | of what | {heads} |"
    yield f"|---|---|{'--:|' * len(rates) * len(prices.FRONTS)}"
    for (name, what), cost in _rows(log_bytes).items():
        costs = [cost(rate, front) for rate in rates for front in prices.FRONTS]
        yield f"| {name} | {what} | {' | '.join('' if each is None else f'{each:,.2f}' for each in costs)} |"


def _rows(log_bytes: int) -> Mapping[tuple[str, str], Callable[[float, str], float | None]]:
    """Return the cost of each row by the rate and the front; None where a front has no such thing."""
    metrics = len(access_log.METRICS) + 2 * TICK_METRICS
    read = {front: count_alarm_metrics(front) for front in prices.FRONTS}

    def tracing(rate: float, front: str) -> float | None:
        return traces_a_second(rate) * MONTH * prices.TRACES / MILLION if front == "rest" else None

    def logs(rate: float, front: str) -> float:
        return rate * MONTH * line_bytes(front) * prices.LOGGED_GB / 1e9

    def kept(rate: float, front: str) -> float:
        daily = rate * DAY * (log_bytes + line_bytes(front)) * AssumedLogs.compressed_to
        return daily * AssumedLogs.days_kept * prices.KEPT_LOGS_GB / 1e9

    def firewall(rate: float, front: str) -> float | None:
        guarded = prices.FIREWALL + spending.RULES * prices.FIREWALL_RULES
        return guarded + rate * MONTH * prices.FIREWALL_REQUESTS / MILLION if front == "rest" else None

    return {
        ("metrics", f"{metrics} of `aifacts`"): lambda _rate, _front: metrics * prices.METRICS,
        ("alarms", f"the metrics that they read: {', '.join(map(str, read.values()))}"): (
            lambda _rate, front: read[front] * prices.ALARM_METRICS
        ),
        ("tracing", "a trace each second, and one request in twenty"): tracing,
        ("logs", "lines of the gateway and of Lambda; the function's own are in the first table"): logs,
        ("kept logs", f"{AssumedLogs.days_kept} days of all three"): kept,
        ("budget", "off by default"): lambda _rate, _front: prices.BUDGETS,
        ("firewall", "off by default"): firewall,
    }


def line_bytes(front: str) -> int:
    """Return the bytes of the lines of a request besides the function's own; a function URL writes none."""
    return AssumedLogs.platform_bytes + (0 if front == "url" else AssumedLogs.gateway_bytes)


def traces_a_second(rate: float) -> float:
    """Return the traces that X-Ray's default rule records: the first request each second, and 5 % of the others."""
    return min(rate, 1) + max(rate - 1, 0) / 20


def count_alarm_metrics(front: str) -> int:
    """Count the metrics that all alarms of a stack read: AWS charges for each, in a sum too."""
    resources = merged_into(ROOT, stage(ROOT, "prod"), functions=FUNCTIONS)["Resources"]
    others = {f"Is{each.capitalize()}" for each in FRONTS if each != front}
    there = [each for each in resources.values() if each.get("Condition") not in others]
    alarms = [each["Properties"] for each in there if each.get("Type") == "AWS::CloudWatch::Alarm"]
    return sum(sum("MetricStat" in part for part in alarm.get("Metrics", ({"MetricStat": 1},))) for alarm in alarms)


def flood_table(dollars: Mapping[str, Callable[[str], float]]) -> Iterator[str]:
    """Write what reads without a key cost an hour, by the dollars of a million of each behind a front."""
    dev, prod = (float(stage(ROOT, name).parameters["ThrottleRate"]) for name in ("dev", "prod"))
    limits = {
        "rest: one route at the `ThrottleRate` of dev": ("rest", dev),
        "rest: one route at the `ThrottleRate` of prod": ("rest", prod),
        "rest: all routes at the account's quota": ("rest", QUOTA),
        "http: all routes at the `ThrottleRate` of prod": ("http", prod),
        "url: all routes at ten times the account's executions": ("url", QUOTA),
    }
    heads = " | ".join(f"{name}: dollars an hour" for name in dollars)
    yield f"| flood | requests a second | {heads} | a month of it |"
    yield f"|---|--:|{'--:|' * (len(dollars) + 1)}"
    for name, (front, rate) in limits.items():
        lines = line_bytes(front) * prices.LOGGED_GB / 1_000
        traced = traces_a_second(rate) * 3_600 * prices.TRACES / MILLION if front == "rest" else 0
        hours = [rate * 3_600 * (each(front) + lines) / MILLION + traced for each in dollars.values()]
        yield f"| {name} | {rate:,g} | {' | '.join(f'{each:,.2f}' for each in hours)} | {max(hours) * 720:,.0f} |"
