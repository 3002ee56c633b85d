"""A session of OpenRefine: fifty names with traps are reconciled, matched ones are extended, a user looks closer."""

from typing import Any

import pytest

from tests.api.conftest import READER, Client
from tests.api.reconciliation.conftest import LEI
from tests.api.reconciliation.openrefine import Cell, OpenRefine
from tests.api.reconciliation.specification import MANIFEST, faults_in

# Each name with what it should match; None if a user must choose, or if there is nothing to match.
CELLS: list[tuple[str, Cell, str | None]] = [
    *(("plain", Cell(name), ref) for name, ref in [("OpenAI", "company/openai"), ("Mistral AI", "company/mistral-ai")]),
    ("plain, with its type", Cell("Nvidia", "company"), "company/nvidia"),
    ("plain, with its type", Cell("Jensen Huang", "person"), "person/jensen-huang"),
    ("plain, with its type", Cell("WeChat", "product"), "product/wechat"),
    ("plain, with its type", Cell("GPQA Diamond", "benchmark"), "benchmark/gpqa-diamond"),
    *(("alias", Cell(name), ref) for name, ref in [("Mistral", "company/mistral-ai"), ("Codeium", "company/windsurf")]),
    ("alias", Cell("Advanced Micro Devices", "company"), "company/amd"),
    ("alias", Cell("DPC", "company"), "company/irish-data-protection-commission"),
    ("alias", Cell("R1", "model"), "model/deepseek-r1"),
    ("other spelling", Cell("open ai", "company"), "company/openai"),
    ("other spelling", Cell("DEEP SEEK", "company"), "company/deepseek"),
    ("other spelling", Cell("gpt 4o", "model"), "model/gpt-4o"),
    ("other spelling", Cell("ＯｐｅｎＡＩ", "company"), "company/openai"),
    ("other spelling", Cell("Anthropíc", "company"), "company/anthropic"),
    ("legal form", Cell("NVIDIA Corporation", "company"), "company/nvidia"),
    ("legal form", Cell("Oracle Corp.", "company"), "company/oracle"),
    ("legal form", Cell("Samsung Co., Ltd.", "company"), "company/samsung"),
    ("order of words", Cell("Huang Jensen", "person"), "person/jensen-huang"),
    ("order of words", Cell("Claude Sonnet 3.5", "model"), "model/claude-3.5-sonnet"),
    *(("typing error", Cell(name, "company"), None) for name in ("Anthorpic", "Microsft", "Depseek", "Coreweeve")),
    ("typing error", Cell("Elon Muks", "person"), None),
    ("homonym", Cell("Mercury", "company"), None),
    ("homonym with evidence", Cell("Mercury", "company", {"country": "DE"}), "company/mercury-de"),
    (
        "homonym with evidence",
        Cell("Mercury", "company", {"country": {"id": "US", "name": "US"}}),
        "company/mercury-us",
    ),
    ("one number off", Cell("GPT-5", "model"), None),
    ("one number off", Cell("Qwen 2", "model"), None),
    ("one letter off", Cell("Llama 4 Mavericks", "model"), None),
    ("ticker", Cell("ZETA", "instrument"), "instrument/zeta-share"),
    ("ticker", Cell("$zeta"), "instrument/zeta-share"),
    ("ticker", Cell("XNAS:ZETA", "company"), "company/aleph-holding"),
    ("dated model id", Cell("us.anthropic.claude-sonnet-4-v1:0", "model"), "model/claude-sonnet-4"),
    ("dated model id", Cell("openai/gpt-oss-120b", "model"), "model/gpt-oss-120b"),
    ("dated model id", Cell("gpt-4o-2024-05-13", "model"), "model/gpt-4o"),
    ("undated alias", Cell("gpt-4o-latest", "model"), None),
    ("not Latin", Cell("深度求索"), "company/deepseek"),
    ("not Latin", Cell("Нвидиа", "company"), None),
    ("not Latin", Cell("엔비디아", "company"), None),
    ("former name", Cell("Facebook, Inc.", "company"), "company/meta"),
    ("blank", Cell("  "), None),
    ("nothing", Cell("Nobody at all"), None),
    ("nothing", Cell("?"), None),
    ("identifier", Cell("A name of nobody", "company", {"lei": LEI}), "company/deepseek"),
    ("identifier", Cell("DeepSeek", None, {"lei": "0" * 20, "country": "CN"}), "company/deepseek"),
    ("ref", Cell("company/nvidia", "company"), "company/nvidia"),
    (
        "evidence",
        Cell("DeepSeek-V3", "model", {"developer": {"id": "company/deepseek", "name": "DeepSeek"}, "released": "2024"}),
        "model/deepseek-v3",
    ),
]


@pytest.fixture
def refine(seeded: Client) -> OpenRefine:
    """OpenRefine with the service, on the seeds and some traps."""
    return OpenRefine.with_service(seeded)


def test_fifty_names_with_traps_are_matched_or_left_to_the_user(refine: OpenRefine) -> None:
    assert len(CELLS) == 50
    sent = [(trap, cell, ref) for trap, cell, ref in CELLS if cell.text.strip()]

    found = refine.reconcile([cell for _, cell, _ in CELLS])

    assert [(trap, cell.text, each.match) for (trap, cell, _), each in zip(sent, found, strict=True)] == [
        (trap, cell.text, ref) for trap, cell, ref in sent
    ]
    undecided = [each for each in found if each.match is None]
    ambiguous = sum(bool(each.candidates) for each in undecided)
    assert (len(found) - len(undecided), ambiguous, len(undecided) - ambiguous) == (35, 10, 4)


def test_what_is_matched_and_every_score_is_that_of_resolve(refine: OpenRefine) -> None:
    named = [cell for trap, cell, _ in CELLS if trap not in ("blank", "identifier", "ref")]

    found = refine.reconcile(named)
    resolved = refine.client.post("/v1/resolve", {"names": [_as_resolve_takes_it(each) for each in named]}).json[
        "items"
    ]

    for cell, each, item in zip(named, found, resolved, strict=True):
        assert each.match == item["ref"], cell
        scores = {candidate["ref"]: candidate["score"] for candidate in item["candidates"]}
        others = {candidate["id"]: candidate["score"] for candidate in each.candidates if candidate["id"] in scores}
        assert others.items() <= scores.items(), cell
        unlisted = [candidate["id"] for candidate in each.candidates if candidate["id"] not in scores]
        assert unlisted in ([], [item["ref"]]), cell


def _as_resolve_takes_it(cell: Cell) -> dict[str, Any]:
    of_columns = {"country": "country", "developer": "developer", "released": "date"}
    texts = {pid: value["id"] if isinstance(value, dict) else value for pid, value in cell.columns.items()}
    return {"name": cell.text, "kind": cell.type, "context": {of_columns[pid]: text for pid, text in texts.items()}}


def test_a_matched_column_is_extended_with_what_the_service_proposes(refine: OpenRefine) -> None:
    proposed = refine.get(refine.manifest["extend"]["propose_properties"], "type=model")["properties"]
    asked = [each for each in proposed if each["id"] in ("developer", "released", "parameters")]

    columns = refine.extend(["model/deepseek-v3", "model/gpt-4o"], asked)

    assert [each["id"] for each in asked] == ["developer", "released", "parameters"]
    assert columns["model/deepseek-v3"][:2] == [[("company/deepseek", "DeepSeek")], ["2024-12"]]
    assert [len(each) for each in columns.values()] == [3, 3]


def test_a_user_looks_for_the_property_and_the_entity_that_are_meant(refine: OpenRefine) -> None:
    suggest, always = refine.manifest["suggest"], "spell=always&exact=false&scoring=schema&prefixed=true"
    (country,) = refine.get(suggest["property"], f"prefix=countr&{always}&type=company")["result"]
    (kind,) = refine.get(suggest["type"], f"prefix=comp&{always}")["result"]
    first, *_ = refine.get(suggest["entity"], f"prefix=mercury&{always}&type=company&type_strict=any")["result"]

    assert (country["id"], kind["id"], first["notable"]) == (
        "country",
        "company",
        [{"id": "company", "name": "Company"}],
    )
    preview = refine.frame(refine.manifest["preview"], first["id"])
    assert (preview.status, "frame-ancestors *" in preview.headers["content-security-policy"]) == (200, True)
    assert (
        refine.frame(refine.manifest["view"], first["id"]).headers["location"] == f"/stage/companies/{first['id'][8:]}"
    )


def test_a_service_of_one_kind_offers_no_other(refine: OpenRefine) -> None:
    companies = OpenRefine.with_service(refine.client, "/reconcile/companies")
    (kind,) = companies.manifest["defaultTypes"]
    found = companies.reconcile([Cell("OpenAI", kind["id"]), Cell("GPT-4o", kind["id"])])
    assert [each.match for each in found] == ["company/openai", None]


def test_reads_with_a_key_refuse_openrefine_which_sends_none(
    refine: OpenRefine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("READS", "closed")
    answer = refine.client.get("/reconcile", Origin="http://127.0.0.1:3333")
    assert (answer.status, answer.headers["access-control-allow-origin"]) == (401, "*")

    manifest = refine.client.get("/reconcile", key=READER).json
    assert manifest["authentication"] == {"type": "apiKey", "name": "Authorization", "in": "header"}
    assert faults_in(MANIFEST, manifest) == []
