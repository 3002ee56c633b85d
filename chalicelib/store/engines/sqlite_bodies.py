"""Bodies as the SQLite file keeps them: long ones are compressed against a dictionary and the keys of their row.

A body repeats its row's keys and the members of its type, and hardly repeats itself: without a dictionary compression
halves it, with one a sixth is left.
"""

import zlib

_WORTH_IT = 64  # bytes; a shorter body stays text
_LEVEL = 3
_WINDOW = -13  # bits: holds the dictionary, the keys and most bodies; negative for no header and no checksum
_MEMORY = 6  # of 9: a larger state takes longer to set up than to use
_WIDEST = -15  # reads what was written with any window

# Never edit a dictionary: files need it to the letter. A better one gets the next number.
_FIRST = (
    '{"links":[{"property":"developer"}],"card":{"ref":"company/","kind":"model","slug":"","title":"","url":"https://'
    'www.","country":"US","founded":"20","aliases":["","website":"https://","logo_url":"https://","as_stated":"'
    '{"card":{"ref":"offering/","kind":"offering","slug":"","released":"2025-01-01","status":"available",'
    '"open_weights":true,"type":"funding_round","title":"","date":"20","participants":[{"value":"company/","role":'
    '"investor"}],"after":{"text":"{"revision":1,"at":"2026-","by":"local_load","cause":"created","recorded":[""],'
    '"decided":[],"changes":[{"property":"name","before":null,"after":""},{"property":"developer","before":null,'
    '"after":""},{"property":"identifiers"},{"property":"context_window","before":null,"after":{"amount":"128000",'
    '"unit":"token"}},{"property":"prices"}],"ref":"offering/","counts":{"facts":8,"entities.offering":1},"write":"",'
    '"change":null}{"flat":{"ref":"offering/","kind":"offering","slug":"","name":"","provider":{"text":""},'
    '"context_window":{"amount":"","unit":"token"},"max_output":{"amount":"32000","unit":"token"},"disputed":[],'
    '"hedged":{},"sources":["source/"]},"order":["ref","kind","slug","name","provider","prices","context_window",'
    '"max_output","identifiers","remarks","disputed","hedged","sources"],"revision":1,"created_at":"2026-",'
    '"updated_at":"2026-","facts":,"wide":{"prices":1,"identifiers":1},"layout":5}{"value":[{"value":{"amount":"0.",'
    '"unit":"USD/Mtok"},"direction":"input","tier":"standard","valid":"2025-01-01/.."},{"value":"","scheme":"api"}],'
    '"revision":1}","disputed":[],"hedged":{},"revision":1,"updated_at":"2026-","omitted":["prices","identifiers",'
    '"remarks"]},"since":"2026-{"ref":"offering/","label":"","hint":{"provider":"","developer":"company/"},"name":"",'
    '"since":"2026-{"id":"offering~","entity":"model/","property":"identifiers","value":["text","","value":['
    '"external_id",{"value":"","scheme":"api"}],"value":["named",{"ref":"company/","text":"","value":["code","",'
    '"value":["date","2025-","value":["boolean",true],"value":["list",["object","property":"prices","value":['
    '"quantity",{"amount":"0.","unit":"USD/Mtok"}],"unit":"token"}],"unit":"percent"}],"as_stated":"","qualifiers":{'
    '"direction":["code","input"],"direction":["code","output"],"tier":["code","standard"]},"valid":"2025-01-01/..",'
    '"evidence":{"source":"source/","basis":"record_of_truth"},"quote":"","locator":"","basis":'
    '"independent_measurement","basis":"self_reported","basis":"opinion","basis":"derived","basis":'
    '"third_party_report"},"published":"2026-01-01/..","publisher":["named",{"text":""}],"root":"source/",'
    '"recorded_at":"2026-","recorded_by":"local_load","place":1,"revision":1}'
)
_DICTIONARIES = {1: _FIRST.encode()}
_NUMBER = 1  # of the dictionary that is written with; the first byte of a compressed body


class BadBody(ValueError):
    """A compressed body does not decompress: it, or a key of its row, is not what was written."""


def packed_body(text: str, keys: tuple[str | None, ...]) -> str | bytes:
    """Return a body as it is written: compressed if that makes it shorter. `keys` are all keys of its row."""
    plain = text.encode()
    if len(plain) < _WORTH_IT:
        return text
    known = _known(_NUMBER, keys)
    press = zlib.compressobj(_LEVEL, zlib.DEFLATED, _WINDOW, _MEMORY, zlib.Z_DEFAULT_STRATEGY, known)
    packed = b"%c%b%b" % (_NUMBER, press.compress(plain), press.flush())
    return packed if len(packed) < len(plain) else text


def unpacked_body(body: str | bytes, keys: tuple[str | None, ...]) -> str:
    """Return the text of a body; one that is text already was short, or written by older code. Raises BadBody."""
    if not isinstance(body, bytes):
        return body
    if not body or body[0] not in _DICTIONARIES:
        raise BadBody("no known dictionary")
    press = zlib.decompressobj(_WIDEST, _known(body[0], keys))
    try:
        plain = press.decompress(body[1:])
    except zlib.error as error:
        raise BadBody(str(error)) from None
    if not press.eof or press.unused_data:
        raise BadBody("another length")
    return plain.decode()


def _known(number: int, keys: tuple[str | None, ...]) -> bytes:
    return _DICTIONARIES[number] + "\n".join(filter(None, keys)).encode()
