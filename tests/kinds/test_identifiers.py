"""Identifiers are checked by the rules of their register, and kept in one form however they are written."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.facts.contents import Content
from chalicelib.domain.values import Code, Missing, Text, Value
from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import Check
from chalicelib.kinds.properties.identifiers import (
    SCHEMES,
    check_identifier,
    example_of,
    identifier_key,
    normal_form,
)
from tests.kinds.reading import EVIDENCE

RIGHT = [
    ("lei", "5493001KJTIIGC8Y1R12"),
    ("isin", "US01609W1027"),
    ("ticker", "XHKG:9988"),
    ("ticker", "XNYS:BRK.B"),
    ("ticker", "XNSE:M&M"),
    ("ticker", "XSTO:VOLV B"),
    ("ticker", "XNYS:BAC^K"),
    ("ticker", "XNYS:BACpK"),
    ("ticker", "XNYS:ABCDEFGHIJKLMNOPQRST"),
    ("huggingface", "Qwen"),
    ("huggingface", "datasets/princeton-nlp/SWE-bench_Verified"),
    ("openrouter", "deepseek/deepseek-r1:free"),
    ("models_dev", "togetherai/deepseek-ai/DeepSeek-V3"),
    ("models_dev", "amazon-bedrock/us.anthropic.claude-sonnet-4-20250514-v1:0"),
    ("litellm", "1024-x-1024/50-steps/stability.stable-diffusion-xl-v1"),
    ("litellm", "bedrock/*/1-month-commitment/cohere.command-text-v14"),
    ("ollama", "llama3.1"),
    ("ollama", "mxbai/embed:335m"),
    ("epoch", "Segatron-XL large, M=384 + HCP"),
    ("epoch", "PanGu-Σ"),
    ("api", "@cf/meta/llama-3.1-8b-instruct"),
    ("arxiv", "2412.19437v2"),
    ("arxiv", "hep-th/9901001"),
    ("arxiv", "math.GT/0309136"),
    ("doi", "10.1000/182"),
    ("github", "QwenLM"),
    ("npm", "openai"),
    ("pypi", "a"),
    ("docket", "42 O 14139/24"),
    ("docket", "Дело 5/24"),
    ("ecli", "ECLI:NL:HR:2020:123"),
    ("ecli", "ECLI:CE:ECHR:2021:0525JUD005817013"),
    ("celex", "62012CJ0131"),
    ("celex", "32016R0679R(02)"),
    ("celex", "02016R0679-20160504"),
    ("celex", "12012P/TXT"),
    ("url", "https://mistral.ai"),
]

WRONG = [
    ("lei", "5493001KJTIIGC8Y1R13"),
    ("lei", "5493001kjtiigc8y1r12"),
    ("lei", ""),
    ("isin", "US01609W1028"),
    ("isin", "US01609W102"),
    ("figi", "BBG000BBJQV1"),
    ("orcid", "0000-0002-1825-0098"),
    ("ticker", "BABA"),
    ("ticker", "XNYS:"),
    ("ticker", "XNYS:BRK  B"),
    ("ticker", "XNYS:BRK_B"),
    ("ticker", "XNYS:---"),
    ("ticker", "XNYS:ABCDEFGHIJKLMNOPQRSTU"),
    ("ticker", "NASDAQ:NVDA"),
    ("wikidata", "P31"),
    ("wikidata", "https://www.wikidata.org/wiki/Q42"),
    ("cik", "1045810"),
    ("accession", "000104581025000023"),
    ("accession", "0001045810-25-23"),
    ("arxiv", "2413.19437"),
    ("doi", "doi:10.1000/182"),
    ("app_store", "id6737597349"),
    ("crunchbase", "openai"),
    ("models_dev", "gpt-4o"),
    ("litellm", "gpt 4o"),
    ("ollama", "llama3.1:8b:q4"),
    ("artificial_analysis", "models/gpt-4o"),
    ("npm", "@openai"),
    ("pypi", "Open_AI"),
    ("docket", "pending"),
    ("docket", "1" * 61),
    ("ecli", "EU:C:2014:317"),
    ("ecli", "ECLI:EU:C:14:317"),
    ("celex", "2024/1689"),
    ("aiid", "0"),
    ("url", "mistral.ai"),
    ("github", "deepseek-ai/DeepSeek-V3/issues"),
]

# scheme, what people write, the normal form that is kept
WRITTEN = [
    ("isin", " us67066g1040 ", "US67066G1040"),
    ("isin", "ISIN: US67066G1040", "US67066G1040"),
    ("lei", "5493 001K JTII GC8Y 1R12", "5493001KJTIIGC8Y1R12"),
    ("lei", "https://search.gleif.org/#/record/549300S4KLFTLO7GSQ80", "549300S4KLFTLO7GSQ80"),
    ("figi", "https://www.openfigi.com/id/BBG000BBJQV0", "BBG000BBJQV0"),
    ("ticker", "xnas:NVDA", "XNAS:NVDA"),
    ("ticker", "NASDAQ: NVDA", "XNAS:NVDA"),
    ("ticker", "NYSE:BRK.B", "XNYS:BRK.B"),
    ("cik", "1045810", "0001045810"),
    ("cik", "CIK0001045810", "0001045810"),
    ("cik", "https://www.sec.gov/edgar/browse/?CIK=1045810", "0001045810"),
    ("cik", "https://www.sec.gov/cgi-bin/browse-edgar?action=getcompany&CIK=1045810&type=10-K", "0001045810"),
    ("cik", "https://data.sec.gov/submissions/CIK0001045810.json", "0001045810"),
    ("accession", "000104581025000023", "0001045810-25-000023"),
    (
        "accession",
        "https://www.sec.gov/Archives/edgar/data/1045810/000104581025000023/0001045810-25-000023-index.htm",
        "0001045810-25-000023",
    ),
    ("accession", "https://www.sec.gov/Archives/edgar/data/1045810/0001045810-25-000023.txt", "0001045810-25-000023"),
    ("wikidata", "https://www.wikidata.org/wiki/q21708200", "Q21708200"),
    ("wikidata", "http://m.wikidata.org/entity/Q42?uselang=de#P31", "Q42"),
    ("doi", "https://doi.org/10.48550/arXiv.2412.19437", "10.48550/arxiv.2412.19437"),
    ("doi", "doi:10.48550/ARXIV.2412.19437", "10.48550/arxiv.2412.19437"),
    ("doi", "https://doi.org/10.1000%2F182", "10.1000/182"),
    ("arxiv", "arXiv:2412.19437v2", "2412.19437v2"),
    ("arxiv", "https://arxiv.org/pdf/2412.19437.pdf", "2412.19437"),
    ("arxiv", "HEP-TH/9901001", "hep-th/9901001"),
    ("arxiv", "Math.gt/0309136", "math.GT/0309136"),
    ("orcid", "https://orcid.org/0000-0002-1825-0097", "0000-0002-1825-0097"),
    ("orcid", "0000000218250097", "0000-0002-1825-0097"),
    ("huggingface", "https://huggingface.co/DeepSeek-AI/DeepSeek-V3", "DeepSeek-AI/DeepSeek-V3"),
    ("huggingface", "hf.co/deepseek-ai/DeepSeek-V3/tree/main", "deepseek-ai/DeepSeek-V3"),
    ("openrouter", "https://openrouter.ai/deepseek/deepseek-r1:free", "deepseek/deepseek-r1:free"),
    ("models_dev", "https://github.com/sst/models.dev/blob/dev/providers/azure/models/gpt-4o.toml", "azure/gpt-4o"),
    ("ollama", "https://ollama.com/library/llama3.1:8b", "llama3.1:8b"),
    ("ollama", "Llama3.1:latest", "llama3.1"),
    ("epoch", "Solar Open 100B\n", "Solar Open 100B"),
    ("artificial_analysis", "https://artificialanalysis.ai/models/gpt-4o/providers", "gpt-4o"),
    ("github", "https://github.com/deepseek-ai/DeepSeek-V3.git", "deepseek-ai/DeepSeek-V3"),
    ("github", "git@github.com:deepseek-ai/DeepSeek-V3.git", "deepseek-ai/DeepSeek-V3"),
    ("npm", "https://www.npmjs.com/package/@openai/agents/v/1.0.0", "@openai/agents"),
    ("npm", "pkg:npm/%40openai/agents", "@openai/agents"),
    ("pypi", "https://pypi.org/project/Open_AI/1.2/", "open-ai"),
    ("pypi", "Zope.Interface", "zope-interface"),
    ("crunchbase", "https://www.crunchbase.com/organization/openai", "organization/openai"),
    ("app_store", "https://apps.apple.com/us/app/deepseek/id6737597349?platform=iphone", "6737597349"),
    ("app_store", "id6737597349", "6737597349"),
    ("google_play", "https://play.google.com/store/apps/details?hl=en&id=com.deepseek.chat&gl=US", "com.deepseek.chat"),
    ("google_play", "com.DeepSeek.chat", "com.DeepSeek.chat"),
    ("docket", "Case No. 3:24-cv-5417-WHA", "3:24-cv-05417"),
    ("docket", "3:24-CV-05417-WHA (AMO)", "3:24-cv-05417"),
    ("docket", "Az. 42 O 14139/24", "42 O 14139/24"),
    ("ecli", "nl:hr:2020:123", "ECLI:NL:HR:2020:123"),
    ("ecli", "https://deeplink.rechtspraak.nl/uitspraak?id=ECLI:NL:HR:2020:123", "ECLI:NL:HR:2020:123"),
    ("celex", "CELEX:32024r1689", "32024R1689"),
    ("celex", "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX%3A32024R1689&qid=1", "32024R1689"),
    ("celex", "https://eur-lex.europa.eu/eli/reg/2024/1689/oj", "32024R1689"),
    ("celex", "http://data.europa.eu/eli/dir/2019/790/oj", "32019L0790"),
    ("aiid", "https://incidentdatabase.ai/cite/23#r1", "23"),
    ("aiid", "Incident 23", "23"),
    ("url", "HTTPS://Mistral.AI/News/", "https://mistral.ai/News/"),
]

# spellings of one identifier that are kept as they are written
SHARED = [
    ("ticker", ["XNYS:BRK.B", "xnys:brk b", "XNYS:BRK-B", "NYSE: BRK/B"]),
    ("ticker", ["XSTO:VOLV B", "XSTO:VOLV.B", "XSTO:volv-b"]),
    ("huggingface", ["DeepSeek-AI/DeepSeek-V3", "deepseek-ai/deepseek-v3"]),
    ("url", ["https://mistral.ai", "HTTPS://Mistral.AI/"]),
    ("epoch", ["GPT-4o (May 2024)", "gpt-4o  (may 2024)"]),
    ("docket", ["42 O 14139/24", "Az. 42 o 14139/24"]),
    ("npm", ["@OpenAI/agents", "npm:@openai/agents"]),
]
APART = [
    ("huggingface", "a-b/c", "a/b-c"),
    ("huggingface", "ab/c", "ab-c"),
    ("google_play", "com.DeepSeek.chat", "com.deepseek.chat"),
    ("url", "https://mistral.ai/News", "https://mistral.ai/news"),
    ("ticker", "XNYS:BRK.B", "XNYS:BRKB"),
    ("ticker", "XNYS:BRK.B", "XNAS:BRK.B"),
    ("ollama", "llama3.1:8b", "llama3.1:70b"),
]


@pytest.mark.parametrize("scheme", SCHEMES.codes)
def test_the_example_of_a_scheme_is_a_valid_identifier_in_its_normal_form(scheme: str) -> None:
    assert check_identifier(scheme, example_of(scheme)) is None
    assert normal_form(scheme, example_of(scheme)) == example_of(scheme)


@pytest.mark.parametrize(("scheme", "value"), RIGHT)
def test_a_valid_identifier_is_accepted_as_it_is(scheme: str, value: str) -> None:
    assert check_identifier(scheme, value) is None
    assert normal_form(scheme, value) == value


@pytest.mark.parametrize(("scheme", "value"), WRONG)
def test_an_invalid_identifier_is_answered_with_its_fault(scheme: str, value: str) -> None:
    message = check_identifier(scheme, value)

    assert message is not None
    assert f" {scheme} identifier" in message


def test_a_typing_error_is_called_one() -> None:
    assert "check digits" in (check_identifier("isin", "US67066G1041") or "")


def test_an_unknown_scheme_is_answered_with_the_known_ones() -> None:
    assert "wikidata" in (check_identifier("isbn", "3161484100") or "")


@given(st.sampled_from(sorted(SCHEMES.codes)), st.text(max_size=60))
def test_any_text_is_accepted_or_has_a_fault(scheme: str, value: str) -> None:
    message = check_identifier(scheme, normal_form(scheme, value))

    assert message is None or scheme in message


@pytest.mark.parametrize(("scheme", "written", "normal"), WRITTEN)
def test_what_people_write_has_the_normal_form_that_is_kept(scheme: str, written: str, normal: str) -> None:
    assert normal_form(scheme, written) == normal
    assert check_identifier(scheme, normal) is None
    assert identifier_key(scheme, written) == identifier_key(scheme, normal)


@pytest.mark.parametrize(("scheme", "spellings"), SHARED)
def test_spellings_share_one_key(scheme: str, spellings: list[str]) -> None:
    assert len({identifier_key(scheme, each) for each in spellings}) == 1


@pytest.mark.parametrize(("scheme", "one", "other"), APART)
def test_different_identifiers_have_different_keys(scheme: str, one: str, other: str) -> None:
    assert identifier_key(scheme, one) != identifier_key(scheme, other)


def _respellings(scheme: str, value: str) -> Iterator[Callable[[], str]]:
    """Yield ways in which people write an identifier that is `value` in its normal form."""
    yield lambda: f" {value}\u00a0"
    yield lambda: f"{value}\n"
    if scheme not in ("google_play", "url"):
        yield value.lower
    if scheme not in ("google_play", "url", "cik"):
        yield value.upper
    if scheme == "url":
        yield lambda: re.sub("^[^/]*//[^/]*", lambda host: host[0].upper(), value)
    for one, written, normal in WRITTEN:
        if one == scheme and normal in written:
            yield partial(written.replace, normal, value)


VALID = sorted({*RIGHT, *((s, example_of(s)) for s in SCHEMES.codes), *((s, normal) for s, _, normal in WRITTEN)})


@given(st.sampled_from(VALID), st.data())
def test_every_spelling_is_accepted_and_has_one_key(identifier: tuple[str, str], data: st.DataObject) -> None:
    scheme, value = identifier
    written = data.draw(st.sampled_from([*_respellings(scheme, value)]))()
    normal = normal_form(scheme, written)

    assert check_identifier(scheme, normal) is None, written
    assert identifier_key(scheme, written) == identifier_key(scheme, value)
    assert normal_form(scheme, normal) == normal
    assert identifier_key(scheme, identifier_key(scheme, normal)) == identifier_key(scheme, value)


@given(st.sampled_from(sorted(SCHEMES.codes)), st.text(max_size=40))
def test_a_valid_normal_form_is_its_own_normal_form_and_so_is_its_key(scheme: str, text: str) -> None:
    normal = normal_form(scheme, text)
    if check_identifier(scheme, normal) is None:
        assert normal_form(scheme, normal) == normal
        assert check_identifier(scheme, normal_form(scheme, identifier_key(scheme, normal))) is None


def test_the_property_checks_a_value_by_its_scheme() -> None:
    declared = KINDS["company"].property("identifiers")

    assert declared is not None
    assert declared.check is not None
    assert _faults(declared.check, Text("Q42"), {"scheme": Code("wikidata")}) == []
    assert _faults(declared.check, Text("P42"), {"scheme": Code("wikidata")}) == [("value", "check_failed")]
    assert _faults(declared.check, Missing("unknown"), {"scheme": Code("wikidata")}) == []
    assert _faults(declared.check, Text("P42"), {}) == []


def _faults(check: Check, value: Value, qualifiers: Mapping[str, Value]) -> list[tuple[str, str]]:
    return [(found.member, found.code) for found in check(Content("identifiers", value, EVIDENCE, qualifiers))]
