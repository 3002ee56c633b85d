"""The forms of identifiers: what people write around them, the normal form, and the key that all spellings share."""

import re
from collections.abc import Callable
from enum import Enum
from typing import NamedTuple
from urllib.parse import unquote


class Case(Enum):
    """The meaning of capital and small letters in a register."""

    EXACT = "exact"  # they distinguish identifiers
    IGNORED = "ignored"  # they distinguish nothing, and are kept as sent
    UPPER = "upper"  # identifiers have capital letters
    LOWER = "lower"  # identifiers have small letters


class Scheme(NamedTuple):
    """A register: its meaning, an example, and the rules for its identifiers.

    `pattern` matches the whole of an identifier in its normal form. `prefix` and `url` match what people write before
    it, and `tail` what follows it in a URL. `shaped` does the rest, and `folded` makes the key that all spellings
    share. `checked` is the module of python-stdnum with the check digits.
    """

    meaning: str
    example: str
    pattern: str
    case: Case = Case.EXACT
    prefix: str | None = None
    url: str | None = None
    tail: str = ""
    compact: bool = False  # spaces and hyphens inside mean nothing
    shaped: Callable[[str], str] | None = None
    folded: Callable[[str], str] | None = None
    checked: str | None = None


CIK_DIGITS = 10

# The names of markets on finance sites, and their codes in ISO 10383.
_MARKETS = {
    "NASDAQ": "XNAS",
    "NYSE": "XNYS",
    "HKEX": "XHKG",
    "LSE": "XLON",
    "KRX": "XKRX",
    "NSE": "XNSE",
    "TWSE": "XTAI",
}

_SORTS = ("datasets", "spaces", "organization", "person", "product", "event")

# As texts, which are compiled where they are first used.
_TRACKING = (
    r"(utm_\w+|gclid|gbraid|wbraid|dclid|fbclid|msclkid|yclid|igshid|mc_cid|mc_eid|mkt_tok|_hsenc|_hsmi|ref_src|ref_url|"
    r"guccounter|guce_referrer|guce_referrer_sig|smid|sr_share|cmpid|ncid)(=|$)"
)
_US_DOCKET = r"(?:(\d):)?(\d\d)-(cv|cr|mc|md|mj)-0*(\d{1,5})(?:-[a-z]{2,4})*(?: \([a-z-]+\))?"
_ELI = r"(?:https?://)?(?:data|eur-lex)\.europa\.eu/eli/(reg|dir|dec)(?:_impl|_del)?/(\d{4})/(\d{1,4})\b.*"
_ACTS = {"reg": "R", "dir": "L", "dec": "D"}


def ticker_form(text: str) -> str:
    """Write the market by its code: `NASDAQ: NVDA` is `XNAS:NVDA`."""
    market, colon, symbol = text.partition(":")
    code = market.strip().upper()
    return f"{_MARKETS.get(code, code)}:{symbol.strip()}" if colon else text


def ticker_key(text: str) -> str:
    """Fold a ticker: space, stop, hyphen and slash are one, and so are capital and small letters."""
    return re.sub(r"[ ./-]+", ".", text.upper())


def cik_form(text: str) -> str:
    """Fill a key up to ten digits."""
    return text.zfill(CIK_DIGITS) if re.fullmatch("[0-9]+", text) else text


def orcid_form(text: str) -> str:
    """Put the hyphens in."""
    bare = re.sub(r"[\s-]", "", text)
    return "-".join(bare[at : at + 4] for at in range(0, 16, 4)) if re.fullmatch("[0-9]{15}[0-9X]", bare) else text


def arxiv_form(text: str) -> str:
    """Write the archive in small letters and the subject in capitals."""
    archive, slash, number = text.partition("/")
    if not slash:
        return text.lower()
    name, dot, subject = archive.partition(".")
    return f"{name.lower()}{dot}{subject.upper()}/{number.lower()}"


def url_form(text: str) -> str:
    """Write the scheme and the host of a URL in small letters."""
    return re.sub(r"^(?i:https?)://[^/]*", lambda host: host[0].lower(), text)


def url_key(text: str) -> str:
    """Leave out of a URL what leads to the same page: http for https, tracking, a marked text, a slash at the end."""
    page, hash_sign, place = re.sub("^http:", "https:", text).partition("#")
    address, _, query = page.partition("?")
    kept = "&".join(each for each in query.split("&") if each and not re.match(_TRACKING, each, re.IGNORECASE))
    marked = "" if place.startswith(":~:") else hash_sign + place
    return f"{address.rstrip('/')}{'?' if kept else ''}{kept}{marked}".rstrip("/")


def sorted_form(text: str) -> str:
    """Write the word before the first slash, which says what sort of page it is, in small letters."""
    sort, slash, rest = text.partition("/")
    return f"{sort.lower()}{slash}{rest}" if sort.lower() in _SORTS else text


def models_dev_form(text: str) -> str:
    """Turn the path of a file of models.dev into the id: `azure/models/gpt-4o.toml` is `azure/gpt-4o`."""
    return re.sub(r"^([^/]+)/models/(.+)\.toml$", r"\1/\2", text)


def ollama_form(text: str) -> str:
    """Leave out what every model of the library has, and the tag of the latest."""
    return text.removeprefix("library/").removesuffix(":latest")


def accession_form(text: str) -> str:
    """Put the hyphens in."""
    return f"{text[:10]}-{text[10:12]}-{text[12:]}" if re.fullmatch("[0-9]{18}", text) else text


def docket_form(text: str) -> str:
    """Write the number of a US federal case in the one way: no judge's letters, five digits."""
    found = re.fullmatch(_US_DOCKET, text, re.IGNORECASE)
    if found is None:
        return text
    office, year, kind, number = found.groups()
    return f"{f'{office}:' if office else ''}{year}-{kind.lower()}-{number:>05}"


_ECLI_PARTS = re.compile("[^:]*(:[^:]*){3}", re.DOTALL)  # country, court, year and number, without the first word


def ecli_form(text: str) -> str:
    """Put the first word in."""
    return f"ECLI:{text}" if _ECLI_PARTS.fullmatch(text) and not text.startswith("ECLI:") else text


def celex_form(text: str) -> str:
    """Turn an address by the European Legislation Identifier into the CELEX number of the act."""
    found = re.fullmatch(_ELI, text, re.IGNORECASE)
    return text if found is None else f"3{found[2]}{_ACTS[found[1].lower()]}{found[3]:>04}"


def pypi_form(text: str) -> str:
    """Write a run of signs as one hyphen, as PEP 503 does."""
    return re.sub("[-_.]+", "-", text)


def normal_text(rule: Scheme, written: str) -> str:
    """Return the normal form of an identifier: the one that is kept, without what people write around it."""
    bare = " ".join(written.split())
    if rule.url:
        bare = _without_url(rule, bare)
    if rule.prefix:
        bare = re.sub(rf"^(?:(?:{rule.prefix}) ?)+", "", bare, flags=re.IGNORECASE).strip()
    if rule.compact:
        bare = re.sub(r"[\s-]", "", bare)
    cased = {Case.UPPER: bare.upper(), Case.LOWER: bare.lower()}.get(rule.case, bare)
    return cased if rule.shaped is None else rule.shaped(cased)


def key_text(rule: Scheme, normal: str) -> str:
    """Return the key of a normal form, which all spellings of an identifier share."""
    if rule.folded is not None:
        return rule.folded(normal)
    return normal.lower() if rule.case is Case.IGNORED else normal


def _without_url(rule: Scheme, text: str) -> str:
    found = re.match(rf"(?:(?:https?://)?(?:www\.)?(?:{rule.url}))+", text, re.IGNORECASE)
    if found is None:
        return text
    rest = re.sub(r"(?<=.)[?#&].*", "", unquote(text[found.end() :])).rstrip("/")
    return re.sub(f"(?:{rule.tail})$", "", rest, flags=re.IGNORECASE) if rule.tail else rest
