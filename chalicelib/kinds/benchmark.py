"""Benchmarks: the tests that models are measured with."""

from chalicelib.domain.values import DateType, RefType, TextType
from chalicelib.kinds.common import COMMON, NAMED
from chalicelib.kinds.declaration import Kind, Property

BENCHMARK = Kind(
    "benchmark",
    "benchmarks",
    "A test that models are measured with.",
    (
        *NAMED,
        Property("publisher", RefType(("company", "person")), "Who published it.", "company/openai"),
        Property("released", DateType(), "When it was published.", "2020-09-07"),
        Property("version_of", RefType(("benchmark",)), "The benchmark that it is a version of.", "benchmark/mmlu"),
        Property("metric", TextType(max_length=80), "What it counts.", "accuracy", label=True),
        *COMMON,
    ),
    {
        "slug": "swe-bench-verified",
        "name": "SWE-bench Verified",
        "description": "500 problems from real repositories, each checked by people.",
        "publisher": "company/openai",
        "released": "2024-08-13",
        "version_of": "benchmark/swe-bench",
        "metric": "resolved",
        "identifiers": [{"value": "princeton-nlp/SWE-bench_Verified", "scheme": "huggingface"}],
        "evidence": {
            "source": "source/swe-bench-verified-post",
            "speaker": "company/openai",
            "basis": "self_reported",
        },
    },
    order="released",
    tells_apart=("publisher", "released"),
)
