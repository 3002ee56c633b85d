"""Benchmarks: tests used to evaluate models."""

from chalicelib.domain.values import DateType, RefType, TextType
from chalicelib.kinds.declaration import Kind, Property
from chalicelib.kinds.properties.common import COMMON, NAMED
from chalicelib.kinds.properties.market_properties import figures_of
from chalicelib.kinds.properties.scales import SCALE_PROPERTY

BENCHMARK = Kind(
    "benchmark",
    "benchmarks",
    "A test used to evaluate models.",
    (
        *NAMED,
        Property("publisher", RefType(("company", "person")), "Company or person that published it.", "company/openai"),
        Property("released", DateType(), "Publication date.", "2020-09-07"),
        Property("version_of", RefType(("benchmark",)), "The benchmark of which this is a version.", "benchmark/mmlu"),
        Property("metric", TextType(max_length=80), "The metric it reports.", "accuracy", label=True),
        SCALE_PROPERTY,
        figures_of(
            "benchmark",
            [{"value": {"amount": "500", "unit": "task"}, "measure": "tasks", "accounting": "adjusted"}],
        ),
        *COMMON,
    ),
    {
        "slug": "swe-bench-verified",
        "name": "SWE-bench Verified",
        "description": "500 problems from real repositories, each reviewed by people.",
        "publisher": "company/openai",
        "released": "2024-08-13",
        "version_of": "benchmark/swe-bench",
        "metric": "resolved",
        "scale": [{"value": {"low": "0", "high": "100", "unit": "%"}, "better": "higher"}],
        "figures": [{"value": {"amount": "500", "unit": "task"}, "measure": "tasks"}],
        "identifiers": [{"value": "princeton-nlp/SWE-bench_Verified", "scheme": "huggingface"}],
        "evidence": {
            "source": "source/swe-bench-verified-post",
            "speaker": "company/openai",
            "basis": "self_reported",
        },
    },
    order="released",
    distinguished_by=("publisher", "released"),
)
