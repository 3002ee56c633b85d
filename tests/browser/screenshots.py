"""Renews the pictures of pages in docs/img: `make screenshots`, also with CATALOGUE="genai-prices"."""

import sys
from dataclasses import dataclass
from io import BytesIO

from PIL import Image
from playwright.sync_api import Browser, Locator

from tests.browser.chromium import chromium
from tests.browser.pages import DESKTOP, PHONE, Look
from tests.browser.service import ROOT, Service, serving
from tests.browser.visits import opened

FOLDER = ROOT / "docs" / "img"
COLOURS = 128  # enough for text, lines and a few areas
MAX_BYTES = 150_000
DESK_BY_DAY = Look(DESKTOP, "light")
PART = 980  # CSS pixels: three sides beside each other, about as wide as GitHub shows a picture
MARGIN = 12


@dataclass(frozen=True)
class Shot:
    """A picture: its name, the address that it shows, and how.

    `complete` is a selector of what the page must have, `part` of what the picture shows in place of the first view.
    """

    name: str
    path: str
    look: Look = DESK_BY_DAY
    complete: str = "main"
    part: str = ""


SHOTS = (
    Shot("start", "/"),
    Shot("event", "/events/nvidia-shares-fall-2025-01-27", Look(DESKTOP, "dark")),
    Shot(
        "disagreement",
        "/conflicts?kind=event",
        Look(PART, "light"),
        part="article:has(h2 a[href='/events/nvidia-shares-fall-2025-01-27#price_after'])",
    ),
    Shot("company-phone", "/companies/openai", Look(PHONE, "light"), complete=".timeline"),
    Shot("events", "/events"),
    Shot("compare", "/compare?refs=model/deepseek-v3,model/gpt-4o"),
    Shot("conflicts-phone", "/conflicts", Look(PHONE, "dark")),
)


def take(browser: Browser, service: Service, shot: Shot) -> bytes:
    """Return the first view of a page, or a part of it, as a small PNG."""
    with opened(browser, shot.look) as tab:
        tab.goto(service.url + shot.path)
        tab.wait_for_selector(shot.complete)
        drawn = Image.open(BytesIO(tab.screenshot(animations="disabled", full_page=bool(shot.part))))
        if shot.part:
            drawn = drawn.crop(_around(tab.locator(shot.part)))
    written = BytesIO()
    drawn.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(written, "PNG", optimize=True)
    return written.getvalue()


def _around(part: Locator) -> tuple[float, float, float, float]:
    box = part.bounding_box()
    assert box, "The page does not show this part."
    left, top, right, bottom = box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"]
    return left - MARGIN, top - MARGIN, right + MARGIN, bottom


def main() -> None:
    """Write every picture; remove those that are in no list any more."""
    FOLDER.mkdir(exist_ok=True)
    for old in {*FOLDER.glob("*.png")} - {FOLDER / f"{shot.name}.png" for shot in SHOTS}:
        old.unlink()
    with serving() as service, chromium() as browser:
        for shot in SHOTS:
            content = take(browser, service, shot)
            if len(content) > MAX_BYTES:
                sys.exit(f"{shot.name} has {len(content)} bytes; the limit is {MAX_BYTES}.")
            (FOLDER / f"{shot.name}.png").write_bytes(content)
            sys.stdout.write(f"docs/img/{shot.name}.png: {len(content) / 1_000:.0f} KB\n")


if __name__ == "__main__":
    main()
