"""Value: any one of the value classes."""

from chalicelib.domain.values.dates import When
from chalicelib.domain.values.plain import Code, Flag, Missing, Phrase, Text
from chalicelib.domain.values.quantities.quantities import Quantity, Span
from chalicelib.domain.values.refs import Named, Ref

Value = Text | Code | Flag | Ref | Named | When | Quantity | Span | Phrase | Missing
