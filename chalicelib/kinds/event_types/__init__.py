"""The event types, in the order in which they are listed."""

from chalicelib.kinds.declaration import EventType
from chalicelib.kinds.event_types import companies, deals, law, life, markets, voices

EVENT_TYPES: tuple[EventType, ...] = (
    life.RELEASE,
    markets.STOCK_MOVE,
    markets.INDEX_MOVE,
    markets.CHART_RANK,
    markets.PRICE_CHANGE,
    deals.FUNDING_ROUND,
    deals.PAYMENT,
    deals.ACQUISITION,
    deals.PARTNERSHIP,
    deals.INVESTMENT_PLAN,
    law.REGULATION,
    law.LEGAL_ACTION,
    life.SERVICE_CHANGE,
    life.PERSONNEL,
    companies.WORKFORCE,
    companies.CORPORATE_CHANGE,
    voices.PUBLIC_STATEMENT,
    life.INCIDENT,
    voices.TREND,
)
