"""GET /docs: a page to read and try the contract, part by part. Its scripts and styles have a hash in their names."""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from chalicelib.api.http.routing.routes import HTML, Answer, Call, Reply, route
from chalicelib.api.openapi.parts.parts import KIND, PARTS, TAG, WHOLE, Part, read_part
from chalicelib.api.pages.favicon import PATH as ICON
from chalicelib.api.pages.favicon import SVG
from chalicelib.api.pages.frame import PAGE, plain
from chalicelib.domain.errors import NotFound
from chalicelib.kinds import KINDS

FOLDER = Path(__file__).parent / "docs_assets"
MEDIA = {"css": "text/css", "js": "text/javascript"}
FIRST = PARTS[0]  # of the page without a part
FOR_EVER = "public, max-age=31536000, immutable"  # the name changes with the content

# The renderer sets style attributes and has images in its style sheet. Scripts are only our own files.
SAFELY = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
}


@dataclass(frozen=True)
class Asset:
    """A file that the page loads: its name in the folder, the name under which it is served, its media type."""

    name: str
    served: str
    media: str

    @property
    def text(self) -> str:
        """Return the content; large files are stored compressed."""
        path = FOLDER / self.name
        raw = path.read_bytes()
        return (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode()


@cache
def assets() -> Mapping[str, Asset]:
    """Return the files of the page by the names under which they are served; read once per process."""
    paths = (path for path in sorted(FOLDER.iterdir()) if path.name.removesuffix(".gz").endswith((".css", ".js")))
    return {asset.served: asset for asset in map(_read_asset, paths)}


def _read_asset(path: Path) -> Asset:
    stem, _, suffix = path.name.removesuffix(".gz").rpartition(".")
    digest = hashlib.blake2b(path.read_bytes(), digest_size=4).hexdigest()
    return Asset(path.name, f"{stem}.{digest}.{suffix}", MEDIA[suffix])


@route(
    "GET",
    "/docs",
    name="docs",
    summary="Read and try the contract",
    tag="service",
    scope=None,
    parameters=(KIND, TAG),
    answers=(replace(PAGE, headers=("ETag", *SAFELY)),),
)
def docs(call: Call) -> Reply:
    """Return a page that shows a part of `/openapi.json` and sends requests, with links to the other parts.

    It needs scripts, all served from here. The whole contract would take a browser seconds to lay out.
    """
    part = read_part(call.query)
    return Reply({}, text=_docs_page(plain(call.base), FIRST if part == WHOLE else part), media=HTML, headers=SAFELY)


@route(
    "GET",
    "/docs/{asset}",
    name="docs_asset",
    summary="Load a file of the documentation page",
    tag="service",
    scope=None,
    answers=(
        Answer(
            200,
            "A script or style sheet.",
            "PageAsset",
            headers=("ETag",),
            media=MEDIA["js"],
            also={MEDIA["css"]: "PageAsset"},
        ),
    ),
    refusals=(NotFound,),
)
def docs_asset(call: Call) -> Reply:
    """Return a file that `/docs` loads. Its name changes with its content, so clients may cache it forever."""
    asset = assets().get(call.path["asset"])
    if asset is None:
        raise NotFound(f"There is no {call.path['asset'][:100]!r} here. /docs names its files.")
    return Reply({}, text=asset.text, media=asset.media, headers={"Cache-Control": FOR_EVER})


def _docs_page(base: str, part: Part) -> str:
    """Write the page. Its links start with the base path, such as the stage, to work from `/docs/` as well."""
    links = " ".join(_link(base, each, is_shown=each == part) for each in PARTS)
    served = {asset.name.removesuffix(".gz"): f"{base}/docs/{plain(name)}" for name, asset in assets().items()}
    styles = "\n".join(f'<link rel="stylesheet" href="{served[name]}">' for name in ("swagger-ui.css", "page.css"))
    scripts = "\n".join(
        f'<script src="{served[name]}" defer></script>' for name in ("swagger-ui-bundle.js", "start.js")
    )
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>aifacts reference</title>\n'
        f'<link rel="icon" href="{base}{ICON}" type="{SVG}">\n{styles}\n{scripts}\n</head>\n<body>\n'
        # Not `main`: the renderer makes one.
        f'<header><a href="{base}/">aifacts</a>\n<nav aria-label="Parts of the contract">{links} '
        f'<a href="{base}/openapi.json">the whole as JSON</a></nav></header>\n'
        f'<div id="reference" data-base="{base}" data-contract="{base}/openapi.json?{part.query}"></div>\n<noscript>'
        f'<main>This page needs scripts. Without them, read <a href="{base}/openapi.json">openapi.json</a>.</main>'
        "</noscript>\n</body>\n</html>\n"
    )


def _link(base: str, part: Part, *, is_shown: bool) -> str:
    tag = KINDS[part.kind].plural if part.kind else part.tag
    here = ' aria-current="page"' if is_shown else ""
    return f'<a href="{base}/docs?{part.query}" data-tag="{tag}"{here}>{tag}</a>'
