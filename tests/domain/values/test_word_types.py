"""Regions, countries and licences: codes, and the names that people write for them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from iso3166 import countries

from chalicelib.domain.faults import Adjustment, Faults
from chalicelib.domain.values import (
    Code,
    CountryType,
    Exclusions,
    LicenseType,
    Missing,
    Named,
    RegionType,
    Text,
    Value,
    ValueType,
    agrees,
    excludes,
)
from chalicelib.domain.values.words.countries import country_code
from chalicelib.domain.values.words.licenses import LICENSE_WORDS, license_code
from chalicelib.domain.values.words.regions import REGION_PATTERN, REGION_WORDS


def read(value_type: ValueType, raw: object) -> Value | None:
    return value_type.parse(raw, at="", faults=Faults())


COUNTRIES = {
    "US": ["USA", "U.S.", "United States", "the United States of America", "us", "usa"],
    "GB": ["UK", "uk", "England", "Great Britain", "United Kingdom", "Scotland"],
    "GR": ["EL", "Greece", "GRC"],
    "CN": ["mainland China", "PRC", "China", "CHN"],
    "TW": ["Taiwan"],
    "HK": ["Hong Kong"],
    "MO": ["Macau"],
    "KR": ["South Korea", "Korea, Republic of"],
    "KP": ["North Korea", "DPRK"],
    "EU": ["European Union", "eu"],
    "TR": ["Türkiye", "Turkey"],
    "CI": ["Côte d'Ivoire", "Ivory Coast"],
    "NL": ["The Netherlands", "Holland"],
}


@pytest.mark.parametrize(("code", "name"), [(code, name) for code, names in COUNTRIES.items() for name in names])
def test_a_name_of_a_country_is_taken_as_its_code(code: str, name: str) -> None:
    faults = Faults()
    assert CountryType().parse(name, at="/country", faults=faults) == Code(code)
    assert faults.adjusted == {"/country": Adjustment(name, code, is_code=True)}
    assert read(RegionType(), name) == Code(code)


def test_every_code_and_every_name_of_iso_3166_is_taken() -> None:
    for country in countries:
        for name in (country.alpha2, country.alpha3, country.name, country.apolitical_name):
            assert country_code(name) == country.alpha2 or name == "Congo", name


@pytest.mark.parametrize(
    "name", ["Korea", "Europe", "Congo", "America", "Virgin Islands", "Geermany", "UX", "EEA", "U"]
)
def test_no_name_is_taken_for_its_neighbour(name: str) -> None:
    assert read(CountryType(), name) is None


@given(st.text(st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), min_size=2, max_size=3))
def test_a_few_letters_are_a_code_or_nothing(text: str) -> None:
    known = {each.alpha2 for each in countries} | {each.alpha3 for each in countries}
    usual = {"EU", "UK", "EL", "PRC", "DRC", "UAE", "KSA", "ROK"}
    assert (country_code(text) is not None) == (text in known | usual)


@pytest.mark.parametrize(
    "code",
    [
        *("IT", "EU", "US-CA", "DE-BY", "CN-11", *REGION_WORDS),
        *("aws:us-east-1", "aws:us-gov-west-1", "aws:ap-southeast-2", "azure:swedencentral", "azure:eastus2"),
        *("gcp:us-central1", "gcp:northamerica-northeast1", "gcp:us"),
    ],
)
def test_a_region_is_kept_as_its_code(code: str) -> None:
    faults = Faults()
    assert RegionType().parse(code, at="", faults=faults) == Code(code)
    assert not faults.adjusted
    assert re.search(REGION_PATTERN, code)


@pytest.mark.parametrize(
    ("name", "code"),
    [("worldwide", "global"), ("Asia Pacific", "APAC"), ("emea", "EMEA"), ("Latin America", "LATAM")],
)
def test_a_name_of_a_region_is_taken_as_its_word(name: str, code: str) -> None:
    assert read(RegionType(), name) == Code(code)


@pytest.mark.parametrize(
    "name", ["us-east-1", "aws:Us-East-1", "azure:", "gcp:US", "oci:us-phoenix-1", "XX-CA", "US-california"]
)
def test_what_is_no_region_is_refused(name: str) -> None:
    assert read(RegionType(), name) is None


def test_words_are_kept_for_what_has_no_code() -> None:
    assert read(RegionType(), {"text": " northern  Italy"}) == Named("northern Italy")
    assert read(LicenseType(), {"text": "my own"}) == Named("my own")
    assert read(LicenseType(), {"missing": "none"}) == Missing("none")


LICENSES = {
    "MIT": ["mit", "MIT License", "The MIT License"],
    "Apache-2.0": ["apache-2.0", "Apache 2.0", "Apache License 2.0", "Apache License, Version 2.0", "apache v2"],
    "Apache-2.0 WITH LLVM-exception": ["apache-2.0 with llvm-exception"],
    "MIT OR Apache-2.0": ["mit or apache-2.0"],
    "CC-BY-NC-4.0": ["cc-by-nc-4.0", "CC BY-NC 4.0"],
    "BSD-3-Clause": ["bsd-3-clause", "BSD 3-Clause License"],
    "LicenseRef-Llama-2": ["llama2", "Llama 2 Community License Agreement"],
    "LicenseRef-Llama-3": ["llama3", "Meta Llama 3 Community License", "Llama 3 Community License"],
    "LicenseRef-Llama-3.1": ["llama3.1", "Llama 3.1 Community License", "licenseref-llama-3.1"],
    "LicenseRef-Llama-3.2": ["llama3.2"],
    "LicenseRef-Llama-3.3": ["llama3.3"],
    "LicenseRef-Llama-4": ["llama4", "Llama 4 Community License Agreement"],
    "LicenseRef-Gemma": ["gemma", "Gemma Terms of Use"],
    "LicenseRef-Qwen": ["Qwen License", "tongyi-qianwen", "Tongyi Qianwen LICENSE AGREEMENT"],
    "LicenseRef-DeepSeek-Model": ["DeepSeek License Agreement", "DeepSeek Model License"],
    "LicenseRef-Mistral-Research": ["mrl", "Mistral AI Research License"],
    "LicenseRef-Mistral-Non-Production": ["mnpl", "Mistral AI Non-Production License"],
    "LicenseRef-Stability-Community": ["Stability AI Community License"],
    "LicenseRef-NVIDIA-Open-Model": ["nvidia-open-model-license", "NVIDIA Open Model License Agreement"],
    "LicenseRef-BigCode-OpenRAIL-M": ["bigcode-openrail-m"],
    "LicenseRef-CreativeML-OpenRAIL-M": ["creativeml-openrail-m", "CreativeML Open RAIL-M"],
    "LicenseRef-proprietary": ["proprietary", "Proprietary License"],
}


@pytest.mark.parametrize(("code", "name"), [(code, name) for code, names in LICENSES.items() for name in names])
def test_a_name_or_tag_of_a_licence_is_taken_as_its_code(code: str, name: str) -> None:
    faults = Faults()
    assert LicenseType().parse(name, at="/license", faults=faults) == Code(code)
    assert faults.adjusted == {"/license": Adjustment(name, code, is_code=True)}
    assert license_code(code) == code


def test_every_declared_word_and_each_of_its_names_is_its_own_code() -> None:
    for word, names in LICENSE_WORDS.items():
        assert {license_code(name) for name in (f"LicenseRef-{word}", word, *names)} == {f"LicenseRef-{word}"}


@pytest.mark.parametrize(
    "name",
    [
        "Llama",
        "GPLv3",
        "BSD",
        "openrail",
        "other",
        "Apache",
        "qwen-research",
        "Apache-2.1",
        "MIT WITH",
        "(MIT",
        "x" * 200,
    ],
)
def test_no_licence_is_taken_for_its_neighbour(name: str) -> None:
    assert read(LicenseType(), name) is None


def test_an_old_text_is_renewed_as_its_code_or_as_words() -> None:
    assert RegionType().renewed(Text("Italy")) == Code("IT")
    assert LicenseType().renewed(Text("apache 2.0")) == Code("Apache-2.0")
    assert LicenseType().renewed(Text(" my own\n")) == Named("my own")
    assert RegionType().renewed(Named("Italy")) == Named("Italy")
    assert RegionType().renewed(Code("IT")) == Code("IT")


LABELS = st.sampled_from(
    [Code("MIT"), Code("Apache-2.0"), Named("my own"), Named("My own."), Named("own"), Text("MIT")]
)


@given(LABELS, st.lists(LABELS, min_size=1, max_size=12))
def test_labels_that_differ_exclude_each_other_in_pairs_and_among_many(one: Value, others: list[Value]) -> None:
    by_pairs = any(excludes(one, each, fixed=False, label=True) for each in others)
    assert Exclusions(others, fixed=False, label=True).exclude(one) == by_pairs
    assert excludes(one, one, fixed=False, label=True) is False
    assert agrees(Named("my own"), Named("My own."), fixed=False)


@pytest.mark.parametrize("value_type", [CountryType(), RegionType()])
@pytest.mark.parametrize(("text", "meant"), [("Germny", "Did you mean DE (Germany)?"), ("Frnace", "FR (France)")])
def test_a_name_with_a_wrong_letter_suggests_its_country(value_type: ValueType, text: str, meant: str) -> None:
    faults = Faults()
    assert value_type.parse(text, at="", faults=faults) is None
    assert meant in faults.found[0].detail


@pytest.mark.parametrize("value_type", [CountryType(), RegionType()])
@pytest.mark.parametrize("text", ["UX", "QQ", "XYZ"])
def test_no_code_is_guessed_from_another(value_type: ValueType, text: str) -> None:
    faults = Faults()
    assert value_type.parse(text, at="", faults=faults) is None
    assert "Did you mean" not in faults.found[0].detail
