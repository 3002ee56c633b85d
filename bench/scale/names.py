"""Names of three syllables whose first letters are spread evenly, however few of them there are."""

from itertools import product

_SYLLABLES = ["".join(letters) for letters in product("bcdfghjklmnprstv", "aeio")]
_BITS = 18  # three syllables of 6 bits
_FACTOR = 165_191  # odd, hence a permutation of the numbers


def spread_name(number: int) -> str:
    """Make a name that no other number below 262,144 has."""
    mixed = number * _FACTOR % (1 << _BITS)
    return "".join(_SYLLABLES[mixed >> shift & 63] for shift in (12, 6, 0)).capitalize()
