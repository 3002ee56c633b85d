"""The raw numbers of all parts, and what is computed from them."""

import json
from pathlib import Path
from statistics import median, quantiles
from typing import Any

FOLDER = Path(__file__).parents[1]
RAW = FOLDER / "REPORT.json"
Results = dict[str, Any]  # by part: machine, compared, writes, cold, scale, local


def read_results(path: Path = RAW) -> Results:
    """Read what was measured so far."""
    if not path.exists():
        return {}
    found: Results = json.loads(path.read_text(encoding="utf-8"))
    return found


def keep_results(results: Results, path: Path = RAW) -> None:
    """Write the raw numbers, in microseconds where they are seconds, a line a series."""
    path.write_text(f"{_lines(_rounded(results))}\n", encoding="utf-8")


def middle(series: list[float]) -> float:
    """Return the median."""
    return median(series)


def spread(series: list[float]) -> tuple[float, float]:
    """Return the quartiles."""
    if len(series) < 2:  # noqa: PLR2004  one figure has no spread
        return series[0], series[0]
    cut = quantiles(series, n=4)
    return cut[0], cut[2]


def percentile(series: list[float], of_hundred: int) -> float:
    """Return a percentile."""
    return quantiles(series, n=100)[of_hundred - 1] if len(series) > 1 else series[0]


def ratio(series: list[float], other: list[float]) -> float:
    """Return the ratio of two series of the same rounds: the median of the ratios, which a busy machine moves least."""
    return median(one / another for one, another in zip(series, other, strict=True))


def _rounded(what: Any) -> Any:
    match what:
        case float():
            return round(what, 6)
        case dict():
            return {name: _rounded(each) for name, each in what.items()}
        case list():
            return [_rounded(each) for each in what]
    return what


def _lines(what: Any, depth: int = 0) -> str:
    if not isinstance(what, dict) or not what:
        return json.dumps(what, ensure_ascii=False)
    pad = "  " * (depth + 1)
    inside = ",\n".join(f"{pad}{json.dumps(name)}: {_lines(each, depth + 1)}" for name, each in what.items())
    return f"{{\n{inside}\n{'  ' * depth}}}"
