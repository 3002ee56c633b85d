"""Prices over time, the largest disagreements, and a rumour that became an announcement: python examples/analyst.py.

It needs the standard library alone, and no key. `docs/analysis.md` has the same lists for data frames.
"""

import csv
import io
import json
import os
from decimal import Decimal
from urllib.request import urlopen

BASE = os.environ.get("BASE", "http://127.0.0.1:8000")
MODEL = "openai-o3"
ROUND = "openai-softbank-round-2025"
MOMENTS = ("2025-02-01", "2025-03-01", "2025-04-01")
SHOWN = 8


def read(path):
    with urlopen(BASE + path) as answer:
        return json.load(answer)


def rows(path):
    """Read the first 1,000 rows of a list as CSV; `docs/analysis.md` follows the pages of a longer one."""
    with urlopen(f"{BASE}{path}?format=csv&limit=1000") as answer:
        yield from csv.DictReader(io.StringIO(answer.read().decode(), newline=""))


def prices(model):
    """List each step of the standard prices of a model with its change to the step before."""
    steps = read(f"/v1/models/{model}/series/prices")["items"]
    before = {}
    for step in steps:
        direction, tier = step["qualifiers"]["direction"], step["qualifiers"]["tier"]
        if tier == "standard":
            amount = Decimal(step["value"]["amount"])
            change = f"{amount / before[direction] - 1:+.0%}" if direction in before else ""
            yield direction, step["from"] or "", step["to"] or "", str(amount), step["value"]["unit"], change
            before[direction] = amount


def spread(sides):
    """Return by how much the largest amount is above the smallest, or None: only amounts of one unit compare."""
    values = [side["value"] for side in sides if isinstance(side["value"], dict)]
    amounts = [abs(Decimal(value["amount"])) for value in values if "amount" in value]
    units = {value.get("unit") for value in values}
    return max(amounts) / min(amounts) - 1 if len(amounts) == len(sides) and len(units) == 1 and min(amounts) else None


def disagreements():
    """List the open conflicts about amounts, the widest first."""
    found = [(spread(json.loads(row["sides"])), row) for row in rows("/v1/conflicts")]
    for by, row in sorted((each for each in found if each[0] is not None), key=lambda each: -each[0]):
        values = [side["value"]["amount"] for side in json.loads(row["sides"])]
        yield f"{by:.1%}", row["ref"], row["property"], " or ".join(values), f"shown: {row['shown']}"


def becoming(event):
    """List how a round looked in what was in print at some moments."""
    for moment in MOMENTS:
        view = read(f"/v1/events/{event}?published_before={moment}")
        amount = view["amount"]
        worth = next(each["value"]["amount"] for each in view["valuation"] if each["money"] == "post")
        certainty = view["hedged"].get("amount", "asserted")
        words = f"{amount.get('bound', '').replace('_', ' ')} {amount['amount']}".strip()
        yield moment, view["status"], words, worth, certainty


def show(title, table):
    """Print a table with columns that are as wide as their cells."""
    cells = [[str(cell) for cell in row] for row in table]
    widths = [max(len(cell) for cell in column) for column in zip(*cells, strict=True)]
    print(f"\n{title}\n")
    for row in cells:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


show(f"Prices of {MODEL}", [("direction", "from", "to", "amount", "unit", "change"), *prices(MODEL)])
show("The widest disagreements", [*disagreements()][:SHOWN])
show(f"{ROUND}, as in print", [("before", "status", "amount", "valuation", "certainty"), *becoming(ROUND)])
