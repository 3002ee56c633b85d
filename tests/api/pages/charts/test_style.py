"""The colours of charts: seen on their ground, and apart from each other also without red or green."""

import re
from itertools import combinations

from chalicelib.api.pages.charts.drawing.style import CHARTS_CSS, DARK, LIGHT
from tests.tables import for_each

GROUNDS = ((LIGHT, "#ffffff"), (DARK, "#121212"))
# How people without one sort of cones see linear red, green and blue (Machado, Oliveira and Fernandes, 2009).
SIGHTS = {
    "all": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "no green": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "no blue": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}
XYZ = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
WHITE = (0.9505, 1.0, 1.089)
APART = 12  # CIE 1976; 2.3 is just noticeable
Vector = tuple[float, ...]


def linear(colour: str) -> Vector:
    shares = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return tuple(share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)


def times(matrix: tuple[Vector, ...], vector: Vector) -> Vector:
    return tuple(sum(one * other for one, other in zip(row, vector, strict=True)) for row in matrix)


def contrast(one: str, other: str) -> float:
    dark, light = sorted(times(XYZ, linear(colour))[1] for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


def lab(colour: str, sight: str) -> Vector:
    x, y, z = (
        (share := max(value, 0) / white) ** (1 / 3) if value / white > 0.008856 else 7.787 * share + 16 / 116
        for value, white in zip(times(XYZ, times(SIGHTS[sight], linear(colour))), WHITE, strict=True)
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@for_each("colours, ground", GROUNDS)
def test_every_colour_has_a_contrast_of_three_to_one(colours: tuple[str, ...], ground: str) -> None:
    assert [colour for colour in colours if contrast(colour, ground) < 3] == []


@for_each("colours, ground", GROUNDS)
def test_every_two_colours_differ_for_every_sight(colours: tuple[str, ...], ground: str) -> None:
    near = [
        (sight, one, other)
        for sight in SIGHTS
        for one, other in combinations(colours, 2)
        if sum((a - b) ** 2 for a, b in zip(lab(one, sight), lab(other, sight), strict=True)) ** 0.5 < APART
    ]

    assert near == []


def test_the_style_is_small_and_loads_nothing() -> None:
    assert len(CHARTS_CSS) < 6_000
    assert not re.search(r"url\(|@import|</", CHARTS_CSS)
    assert CHARTS_CSS.count("{") == CHARTS_CSS.count("}")


def test_every_variable_has_a_value() -> None:
    used, given = (set(re.findall(pattern, CHARTS_CSS)) for pattern in (r"var\((--[\w-]+)", r"(--[\w-]+):"))

    assert used <= given
