"""The parameter `in`: the currency in which amounts of money are shown, too."""

from chalicelib.api.http.routing.parameters import Parameter
from chalicelib.domain.values.quantities.currencies import currencies

IN = Parameter(
    "in",
    "Also show amounts of money in this currency (ISO 4217), in `shown_in`, by the rates of instruments of the type "
    "`currency_pair`.",
    {"type": "string", "minLength": 3, "maxLength": 3, "pattern": "^[A-Z]{3}$"},
    "must be the ISO 4217 code of a currency, such as USD or EUR",
    lambda text: text if text in currencies() else None,
    example="USD",
    component="in_currency",
)
