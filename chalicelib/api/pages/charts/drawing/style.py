"""The style of charts: classes and variables, which the frame of a page includes in its one inline style.

The colours follow those of Okabe and Ito. Each has a contrast of 3 to 1 at least, and they differ for people who see
no red or no green; every line also has a mark of another shape.
"""

LIGHT = ("#0072b2", "#d55e00", "#00a077", "#c9579d", "#6b5300", "#3a2fc4", "#7a0f2b", "#5a5a5a")
DARK = ("#4aa8e0", "#e06a2b", "#2fd0a0", "#f0a0cc", "#f5e85a", "#9070ff", "#b8705a", "#e8e8e8")
_OF_A_LETTER = 0.56  # of the size of the text
_STEP = 2  # letters by which room grows
_MOST = 48


def gutter_classes(left: int, *, right: int, wide: int) -> str:
    """Return the classes that leave room for labels of so many letters on the left and right, and on wide screens."""
    return f"chart-l{_grown(left)} chart-r{_grown(right)} chart-w{_grown(wide)}"


def _grown(letters: int) -> int:
    return min(-(-letters // _STEP) * _STEP, _MOST)


def _variables(colours: tuple[str, ...]) -> str:
    return "".join(f"--chart-{number}:{colour};" for number, colour in enumerate(colours, 1))


def _gutters(name: str, side: str, around: float, most: int) -> str:
    return "".join(
        f".chart-{name}{letters}{{--chart-{side}:{around + letters * _OF_A_LETTER * 0.8125:.2f}rem}}"
        for letters in range(_STEP, most + 1, _STEP)
    )


_LINES = "".join(f".chart-{number}{{--chart-ink:var(--chart-{number})}}" for number in range(1, len(LIGHT) + 1))

CHARTS_CSS = f"""
:root{{--chart-ground:Canvas;{_variables(LIGHT)}}}
@media(prefers-color-scheme:dark){{:root{{{_variables(DARK)}}}}}
{_LINES}
{_gutters("l", "left", 1, 16)}
{_gutters("r", "right", 2.2, 26)}
{_gutters("w", "wide", 2.5, 48)}
.chart{{overflow-wrap:anywhere;margin:1.5rem 0 2rem;container-type:inline-size;--chart-ink:currentColor}}
.chart figcaption{{line-height:1.35;margin-bottom:.6rem}}
.chart-title{{font-weight:600;display:block}}
.chart-unit{{font-size:.875rem}}
.chart-frame{{padding:0 var(--chart-right,0) 0 var(--chart-left,0)}}
.chart-undated .chart-frame{{padding:0 1rem}}
.chart-picture,.chart-stretched{{overflow:visible}}
.chart-picture{{display:block;font-size:.8125rem;font-variant-numeric:tabular-nums}}
.chart-picture text{{fill:currentColor}}
.chart-line,.chart-grid,.chart-base,.chart-event,.chart-lead{{fill:none;vector-effect:non-scaling-stroke}}
.chart-grid{{stroke:currentColor;opacity:.14}}
.chart-base{{stroke:currentColor;opacity:.55}}
.chart-number{{text-anchor:end}}
.chart-day,.chart-pill{{text-anchor:middle}}
.chart-line{{stroke:var(--chart-ink);stroke-width:2;stroke-linejoin:round}}
.chart-hedged{{stroke-dasharray:5 4}}
.chart-mark{{fill:var(--chart-ink);stroke:var(--chart-ink);stroke-width:1.5}}
.chart-mark.chart-8{{fill:var(--chart-ground)}}
.chart-band{{fill:var(--chart-ink);fill-opacity:.2;stroke:var(--chart-ink)}}
.chart-hatch{{stroke:currentColor;opacity:.6}}
.chart-outline{{stroke:currentColor}}
.chart-range{{fill:var(--chart-ink);fill-opacity:.3;stroke:var(--chart-ink)}}
.chart-bar{{stroke:var(--chart-ink);stroke-width:4}}
.chart-ring{{fill:none;stroke:currentColor;stroke-width:1.5}}
.chart-event{{stroke:currentColor;stroke-dasharray:2 3;opacity:.75}}
.chart-days{{fill:currentColor;opacity:.12}}
rect.chart-pill{{fill:var(--chart-ground);stroke:currentColor}}
.chart-lead{{stroke:currentColor;opacity:.5}}
.chart-now{{font-weight:600}}
.chart-name{{display:none}}
.chart-halo{{paint-order:stroke;stroke:var(--chart-ground);stroke-width:5;stroke-linejoin:round}}
.chart-before{{text-anchor:end}}
.chart-behind{{text-anchor:start}}
.chart-legend,.chart-key{{list-style:none;display:flex;flex-wrap:wrap;gap:.2rem 1.1rem}}
.chart-legend,.chart-key{{margin:.3rem 0 .7rem;padding:0;font-size:.875rem}}
.chart-swatch{{vertical-align:-.1em;margin-right:.4rem;overflow:visible}}
.chart-key{{margin:.5rem 0}}
.chart-events,.chart-note{{font-size:.875rem;margin:.5rem 0}}
.chart-events{{padding-left:1.6rem}}
.chart-data{{font-size:.875rem}}
.chart-data summary{{cursor:pointer;padding:.3rem 0}}
.chart-scroll{{overflow-x:auto}}
.chart-data caption{{text-align:left;font-weight:600}}
.chart-data th{{font-weight:normal}}
.chart-data thead th{{font-weight:600}}
.chart-date{{white-space:nowrap}}
@container(min-width:36rem){{
.chart-frame{{padding-right:var(--chart-wide,0)}}
.chart-name{{display:inline}}
.chart-legend:not(.chart-always){{display:none}}
}}
"""
