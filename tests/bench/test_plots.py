"""Each plot is one well-formed SVG that runs nothing."""

import xml.etree.ElementTree as ET

import pytest

from bench.report.plots import plots
from tests.bench.figures import made_up

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("name", ["compared.svg", "cold.svg", "scale.svg"])
def test_a_plot_is_an_svg_without_a_script_that_names_what_it_shows(name: str) -> None:
    drawn = plots(made_up())[name]
    root = ET.fromstring(drawn)  # noqa: S314  our own plot
    assert root.tag == f"{SVG}svg"
    assert not [*root.iter(f"{SVG}script")]
    assert {"compared.svg": "ours, lean", "cold.svg": "Powertools", "scale.svg": "autocomplete"}[name] in drawn


def test_the_same_numbers_give_the_same_plot() -> None:
    assert plots(made_up()) == plots(made_up())
