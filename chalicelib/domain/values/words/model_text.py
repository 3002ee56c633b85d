"""The texts of pydantic models: cleaned when a request is read, and left as they are when a record is."""

from typing import Annotated

from pydantic import BeforeValidator, ValidationInfo
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from chalicelib.domain.values.checks import CleanedTexts, text_faults
from chalicelib.domain.values.words.clean_text import TEXT_PATTERN, clean_line, clean_prose

MAX_TEXT_CHARS = 2_000  # of any text of a model
TEXT: JsonDict = {"pattern": TEXT_PATTERN}  # for the contract; a text on record may be older than the pattern


def _read_line(raw: object, info: ValidationInfo) -> object:
    return _read(raw, info, prose=False)


def _read_prose(raw: object, info: ValidationInfo) -> object:
    return _read(raw, info, prose=True)


def _read(raw: object, info: ValidationInfo, *, prose: bool) -> object:
    """Clean a text of a request, which has a collector; refuse one with characters that are refused."""
    if not isinstance(raw, str):
        return raw
    if not isinstance(info.context, CleanedTexts):
        if not raw.strip():
            raise PydanticCustomError("empty", "The text is empty")
        return raw
    kept = (clean_prose if prose else clean_line)(raw, MAX_TEXT_CHARS)
    for code, detail in text_faults(kept):
        raise PydanticCustomError(code, "{detail}", {"detail": detail.removesuffix(".")})
    info.context.kept[raw] = kept
    return kept


Line = Annotated[str, BeforeValidator(_read_line)]
Prose = Annotated[str, BeforeValidator(_read_prose)]
