"""The results of models: scores on benchmarks, and claims to outperform others."""

from chalicelib.domain.values import QuantityType, RefType, TextType
from chalicelib.kinds.declaration import Property, Qualifier, Shape
from chalicelib.kinds.vocabularies.codes import EXTENTS

BENCHMARK = RefType(("benchmark",))


SCORES = Property(
    "scores",
    QuantityType(("percent", "score", "points", "factor", "rank", "time", "money")),
    "Benchmark results; the speaker is who ran it.",
    [
        {
            "value": {"amount": "88.5", "unit": "%"},
            "benchmark": "benchmark/mmlu",
            "metric": "exact match",
            "setting": "5-shot",
        },
        {
            "value": {"amount": "49.2", "unit": "%"},
            "benchmark": "benchmark/swe-bench",
            "effort": "high",
            "harness": "mini-SWE-agent",
            "tasks": {"amount": "500", "unit": "task"},
            "runs": {"amount": "5", "unit": "run"},
        },
    ],
    shape=Shape.PER_QUALIFIERS,
    lasting=True,
    qualifiers=(
        Qualifier("benchmark", BENCHMARK, "The benchmark.", required=True),
        Qualifier("metric", TextType(max_length=80), "The metric, if the benchmark has several."),
        Qualifier("setting", TextType(max_length=200), "Test settings: shots, tools."),
        Qualifier("effort", TextType(max_length=40), "How much thinking was asked of the model."),
        Qualifier("harness", TextType(max_length=120), "The program that ran the test."),
        Qualifier(
            "tasks", QuantityType(("task",), sign="+", whole=True), "Number of tasks that were run.", comparable=False
        ),
        Qualifier(
            "runs",
            QuantityType(("run",), sign="+", whole=True),
            "Runs that the result is the mean of.",
            comparable=False,
        ),
    ),
    wide=True,
    filtered_by=("benchmark",),
)

OUTPERFORMS = Property(
    "outperforms",
    RefType(("model", "product")),
    "A model or product that it is claimed to outperform.",
    [
        {"value": "model/gpt-4", "extent": "nearly_all"},
        {"value": "model/llama", "extent": "most", "benchmark": "benchmark/mmlu"},
    ],
    shape=Shape.MANY,
    qualifiers=(
        Qualifier("extent", EXTENTS.type, "How much of the comparison the claim applies to."),
        Qualifier("benchmark", BENCHMARK, "The benchmark, if one is named."),
    ),
)
