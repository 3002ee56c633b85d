"""The registers whose identifiers are kept, and the checks and normal forms of those identifiers."""

import re
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module

from chalicelib.domain.facts import Content
from chalicelib.domain.values import Code, Text
from chalicelib.domain.values.checks import quoted
from chalicelib.kinds.declaration import CheckFault
from chalicelib.kinds.vocabularies.vocabulary import Vocabulary

SCHEMES = Vocabulary(
    "identifier_schemes",
    "The registers that an identifier can belong to.",
    {
        "wikidata": "A Wikidata item.",
        "lei": "Legal Entity Identifier, ISO 17442; its check digits are verified.",
        "isin": "International Securities Identification Number, ISO 6166; its check digit is verified.",
        "figi": "Financial Instrument Global Identifier; its check digit is verified.",
        "ticker": "Market identifier code (ISO 10383) and the symbol used on that market.",
        "cik": "SEC Central Index Key.",
        "huggingface": "An account or a repository on Hugging Face.",
        "openrouter": "A model on OpenRouter.",
        "github": "An account or a repository on GitHub.",
        "crunchbase": "A page on Crunchbase.",
        "app_store": "An app in the Apple App Store.",
        "google_play": "An app in Google Play.",
        "doi": "Digital Object Identifier.",
        "arxiv": "A paper on arXiv.",
        "orcid": "Open Researcher and Contributor ID; its check digit is verified.",
        "url": "A URL that identifies it.",
    },
)

_WORD = r"[A-Za-z0-9][A-Za-z0-9._-]*"
_MONTH = r"\d\d(0[1-9]|1[0-2])"
_ARXIV = rf"({_MONTH}\.\d{{4,5}}|[a-z-]+(\.[A-Z]{{2}})?/{_MONTH}\d{{3}})(v[1-9]\d*)?"

# scheme -> (pattern, an example)
_PATTERNS: Mapping[str, tuple[str, str]] = {
    "wikidata": (r"Q[1-9]\d{0,11}", "Q21708200"),
    "lei": (r"[A-Z0-9]{18}\d{2}", "549300S4KLFTLO7GSQ80"),
    "isin": (r"[A-Z]{2}[A-Z0-9]{9}\d", "US67066G1040"),
    "figi": (r"[A-Z]{2}G[A-Z0-9]{8}\d", "BBG000BBJQV0"),
    "ticker": (r"[A-Z0-9]{4}:[A-Z0-9][A-Z0-9./-]{0,19}", "XNAS:NVDA"),
    "cik": (r"\d{10}", "0001045810"),
    "huggingface": (rf"((datasets|spaces)/)?{_WORD}(/{_WORD})?", "deepseek-ai/DeepSeek-V3"),
    "openrouter": (rf"{_WORD}(/{_WORD})?(:{_WORD})?", "deepseek/deepseek-chat"),
    "github": (rf"{_WORD}(/{_WORD})?", "deepseek-ai/DeepSeek-V3"),
    "crunchbase": (rf"(organization|person|product|event)/{_WORD}", "organization/openai"),
    "app_store": (r"[1-9]\d{5,11}", "6737597349"),
    "google_play": (r"[A-Za-z]\w*(\.[A-Za-z]\w*)+", "com.deepseek.chat"),
    "doi": (r"10\.\d{4,9}(\.\d+)*/\S+", "10.48550/arXiv.2412.19437"),
    "arxiv": (_ARXIV, "2412.19437"),
    "orcid": (r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]", "0000-0002-1825-0097"),
    "url": (r"https?://[^\s/]+(/\S*)?", "https://www.deepseek.com/"),
}

# scheme -> the module of python-stdnum with its check digits (an ORCID is an ISNI); imported at first use
_CHECKED: Mapping[str, str] = {"lei": "lei", "isin": "isin", "figi": "figi", "orcid": "isni"}


# Prefixes, case and spaces that do not distinguish identifiers: every spelling finds the same entity.
_PREFIXES: Mapping[str, str] = {
    "wikidata": r"https?://(www\.)?wikidata\.org/(wiki|entity)/",
    "huggingface": r"https?://(www\.)?huggingface\.co/",
    "github": r"https?://(www\.)?github\.com/",
    "openrouter": r"https?://(www\.)?openrouter\.ai/",
    "crunchbase": r"https?://(www\.)?crunchbase\.com/",
    "doi": r"(https?://(dx\.)?doi\.org/|doi:\s*)",
    "arxiv": r"(https?://arxiv\.org/(abs|pdf)/|arxiv:\s*)",
    "orcid": r"https?://orcid\.org/",
}
_UPPER = ("wikidata", "lei", "isin", "figi", "ticker", "orcid")
_LOWER = ("huggingface", "openrouter", "github", "crunchbase", "doi")
_SPACED = ("lei", "isin", "figi")
_CIK_DIGITS = 10


def example_of(scheme: str) -> str:
    """Return an example identifier of a known scheme."""
    return _PATTERNS[scheme][1]


def check_identifier(scheme: str, value: str) -> str | None:
    """Return the error text for an invalid identifier; None if it is valid."""
    if scheme not in _PATTERNS:
        return f"Unknown scheme {quoted(scheme)}. Send one of: {', '.join(SCHEMES.codes)}."
    pattern, example = _PATTERNS[scheme]
    if not re.fullmatch(pattern, value, re.ASCII):
        return f"{quoted(value)} is not a valid {scheme} identifier. Send one such as {quoted(example)}."
    if scheme in _CHECKED and not _checker(_CHECKED[scheme])(value):
        return f"{quoted(value)} has wrong check digits. Check this {scheme} identifier for typing errors."
    return None


def normal_form(scheme: str, value: str) -> str:
    """Return the normal form of an identifier, the same for all its spellings."""
    bare = re.sub(f"^{_PREFIXES[scheme]}", "", value.strip(), flags=re.IGNORECASE) if scheme in _PREFIXES else value
    bare = bare.strip()
    if scheme in _SPACED:
        bare = re.sub(r"[\s-]", "", bare)
    if scheme == "cik" and re.fullmatch("[0-9]+", bare):
        return bare.zfill(_CIK_DIGITS)
    if scheme == "url":
        return re.sub(r"^(?i:https?)://[^/]*", lambda host: host[0].lower(), bare).rstrip("/")
    return bare.upper() if scheme in _UPPER else bare.lower() if scheme in _LOWER else bare


def identifier_faults(content: Content) -> Iterator[CheckFault]:
    """Check an identifier against its `scheme` qualifier; a value without text or scheme is skipped."""
    scheme = content.qualifiers.get("scheme")
    if not isinstance(content.value, Text) or not isinstance(scheme, Code):
        return
    if (wrong := check_identifier(scheme.code, content.value.text)) is not None:
        yield CheckFault("value", "check_failed", wrong)


def _checker(module: str) -> Callable[[str], bool]:
    is_valid: Callable[[str], bool] = import_module(f"stdnum.{module}").is_valid
    return is_valid
