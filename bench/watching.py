"""Costs of what watches and guards the service, and of a flood: the last tables of `python -m bench.costs`.

Metrics and alarms are counted in the code and in the template; rates of requests are given.
"""

from collections.abc import Iterator, Mapping, Sequence

from bench import prices
from chalicelib.api.http import access_log
from chalicelib.local.package import spending
from chalicelib.local.package.build import ROOT
from chalicelib.local.package.template import merged_into, stage

MILLION = 1_000_000
MONTH, DAY = 30 * 86_400, 86_400  # seconds
FUNCTIONS = ("APIHandler", "Tick")
# Of the tick, each kept without dimensions and by table: two lags, four counts, and entities ahead of the clock.
TICK_METRICS = 7


class AssumedLogs:
    """Figures that cannot be counted: set them to those of your deployment."""

    gateway_bytes = 400  # of the gateway's line of a request, in its access log
    platform_bytes = 350  # of Lambda's own lines of a request, START, END and REPORT
    compressed_to = 0.15  # what AWS assumes of logs
    days_kept = 90  # LogRetentionDays in prod


def watching_table(rates: Sequence[float], log_bytes: int) -> Iterator[str]:
    """Write what watching and guarding costs a month at each rate, with `log_bytes` of the function's line."""
    yield f"| dollars a month | of what | {' | '.join(f'{rate:,g} a second' for rate in rates)} |"
    yield f"|---|---|{'--:|' * len(rates)}"
    for (name, what), costs in _rows(rates, log_bytes).items():
        yield f"| {name} | {what} | {' | '.join(f'{cost:,.2f}' for cost in costs)} |"


def _rows(rates: Sequence[float], log_bytes: int) -> Mapping[tuple[str, str], list[float]]:
    metrics, read = len(access_log.METRICS) + 2 * TICK_METRICS, count_alarm_metrics()
    lines = AssumedLogs.gateway_bytes + AssumedLogs.platform_bytes
    kept = (log_bytes + lines) * AssumedLogs.compressed_to * AssumedLogs.days_kept * DAY
    monthly = [rate * MONTH for rate in rates]
    guarded = prices.FIREWALL + spending.RULES * prices.FIREWALL_RULES
    return {
        ("metrics", f"{metrics} of `aifacts`"): [metrics * prices.METRICS for _ in rates],
        ("alarms", f"{read} metrics that they read"): [read * prices.ALARM_METRICS for _ in rates],
        ("tracing", "a trace each second, and one request in twenty"): [
            traces_a_second(rate) * MONTH * prices.TRACES / MILLION for rate in rates
        ],
        ("logs", "lines of the gateway and of Lambda; the function's own are in the first table"): [
            each * lines * prices.LOGGED_GB / 1e9 for each in monthly
        ],
        ("kept logs", f"{AssumedLogs.days_kept} days of all three"): [
            rate * kept * prices.KEPT_LOGS_GB / 1e9 for rate in rates
        ],
        ("budget", "off by default"): [prices.BUDGETS for _ in rates],
        ("firewall", "off by default"): [guarded + each * prices.FIREWALL_REQUESTS / MILLION for each in monthly],
    }


def traces_a_second(rate: float) -> float:
    """Return the traces that X-Ray's default rule records: the first request each second, and 5 % of the others."""
    return min(rate, 1) + max(rate - 1, 0) / 20


def count_alarm_metrics() -> int:
    """Count the metrics that all alarms of a stack read: AWS charges for each, in a sum too."""
    resources = merged_into(ROOT, stage(ROOT, "prod"), functions=FUNCTIONS)["Resources"]
    alarms = [each["Properties"] for each in resources.values() if each.get("Type") == "AWS::CloudWatch::Alarm"]
    return sum(sum("MetricStat" in part for part in alarm.get("Metrics", ({"MetricStat": 1},))) for alarm in alarms)


def flood_table(dollars: Mapping[str, float]) -> Iterator[str]:
    """Write what reads without a key cost an hour, by the dollars of a million of each."""
    limits = {
        f"one route at the `ThrottleRate` of {name}": float(stage(ROOT, name).parameters["ThrottleRate"])
        for name in ("dev", "prod")
    } | {"all routes at the account's quota": 10_000.0}
    lines = (AssumedLogs.gateway_bytes + AssumedLogs.platform_bytes) * prices.LOGGED_GB / 1_000
    heads = " | ".join(f"{name}: dollars an hour" for name in dollars)
    yield f"| flood | requests a second | {heads} | a month of it |"
    yield f"|---|--:|{'--:|' * (len(dollars) + 1)}"
    for name, rate in limits.items():
        hours = [rate * 3_600 * (each + lines) / MILLION for each in dollars.values()]
        hours = [each + traces_a_second(rate) * 3_600 * prices.TRACES / MILLION for each in hours]
        yield f"| {name} | {rate:,g} | {' | '.join(f'{each:,.2f}' for each in hours)} | {max(hours) * 720:,.0f} |"
