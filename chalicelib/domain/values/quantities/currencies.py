"""Currencies: every currency of ISO 4217, current or withdrawn, and the Special Drawing Right."""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

BEST_KNOWN = ("USD", "EUR", "CNY", "GBP", "JPY")  # first, as they serve as examples
_SPECIAL = {"XDR"}  # codes without a minor unit that are money all the same


class Currency(NamedTuple):
    """A currency; `withdrawn` is the month or year in which it ceased to be money."""

    name: str
    withdrawn: str | None = None


@cache
def currencies() -> Mapping[str, str]:
    """Return every currency by code, with its name, the best known first."""
    return {code: currency.name for code, currency in all_currencies().items()}


@cache
def all_currencies() -> Mapping[str, Currency]:
    """Return every currency by code: the best known first, the withdrawn last."""
    from iso4217 import Currency as IsoCurrency  # here, since its table takes 30 ms to import

    from chalicelib.domain.values.quantities.withdrawn_currencies import WITHDRAWN  # here, as it is needed here alone

    # Codes without a minor unit are not money: metals, bond market units, codes for tests.
    real = {
        one.code: Currency(one.currency_name) for one in IsoCurrency if one.exponent is not None or one.code in _SPECIAL
    }
    withdrawn = {code: Currency(name, when) for code, (name, when) in WITHDRAWN.items() if code not in real}
    return {code: real[code] for code in (*BEST_KNOWN, *sorted(real.keys() - set(BEST_KNOWN)))} | withdrawn
