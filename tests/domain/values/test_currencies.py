"""Currencies: those of today, those of once, and what is none."""

import re

import pytest
from iso4217 import Currency as IsoCurrency

from chalicelib.domain.faults import Faults
from chalicelib.domain.values import Code, CurrencyType, find_unit
from chalicelib.domain.values.quantities.currencies import BEST_KNOWN, all_currencies, currencies
from chalicelib.domain.values.quantities.withdrawn_currencies import WITHDRAWN

# List one of 2026-01-01. A code that a later list one lacks must be in our table of withdrawn ones, or facts break.
LIST_ONE = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF
CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD
HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD
MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN
PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD
TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAD XAF XCD XCG XDR XOF XPF YER ZAR ZMW ZWG
"""


def test_every_currency_of_list_one_is_one_and_stays_one() -> None:
    current = {code for code, currency in all_currencies().items() if currency.withdrawn is None}
    assert current >= {one.code for one in IsoCurrency if one.exponent is not None}
    assert set(LIST_ONE.split()) - set(currencies()) == set()


@pytest.mark.parametrize(
    ("code", "withdrawn"),
    [("DEM", "2002-03"), ("HRK", "2023-01"), ("LTL", "2014-12"), ("ANG", "2025-03"), ("BGN", None), ("ZWL", None)],
)
def test_a_currency_of_list_three_is_one_that_is_marked_as_withdrawn(code: str, withdrawn: str | None) -> None:
    assert all_currencies()[code].withdrawn == (withdrawn or all_currencies()[code].withdrawn)
    assert all_currencies()[code].withdrawn
    assert find_unit(f"{code}/month")


def test_a_withdrawn_currency_has_a_name_and_the_month_or_year_of_its_end() -> None:
    for code, (name, withdrawn) in WITHDRAWN.items():
        assert name.strip() == name != "", code
        assert re.fullmatch(r"(19|20)[0-9]{2}(-(0[1-9]|1[0-2]))?", withdrawn), code
        assert re.fullmatch("[A-Z]{3}", code), code
    assert not WITHDRAWN.keys() & {one.code for one in IsoCurrency}


def test_special_drawing_rights_are_money_and_metals_and_tests_are_not() -> None:
    assert "XDR" in currencies()
    for code in ("XAU", "XAG", "XPT", "XTS", "XXX", "XBA", "XSU", "XUA", "XFO", "XFU", "XRE", "BTC"):
        assert code not in currencies()
    assert CurrencyType().parse("XDR", at="", faults=Faults()) == Code("XDR")


def test_the_best_known_come_first_and_the_withdrawn_last() -> None:
    codes = list(currencies())
    assert tuple(codes[: len(BEST_KNOWN)]) == BEST_KNOWN
    states = [all_currencies()[code].withdrawn is not None for code in codes]
    assert states == sorted(states)
