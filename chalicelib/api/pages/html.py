"""Small HTML pages with one inline style: no scripts, and nothing loaded from other sites."""

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence

from chalicelib.api.pages.favicon import PATH as ICON
from chalicelib.api.pages.favicon import SVG

HTML = "text/html"
MAX_COLUMNS_OF_PHONES = 3

STYLE = """
:root { color-scheme: light dark; --paper: #fff; --ink: #1b1b1f; --link: #0b57d0; --line: #d0d0d7; --soft: #eeeef2; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #131316; --ink: #e6e6ea; --link: #8ab4f8; --line: #3c3c44; --soft: #26262c; }
}
html { background: var(--paper); color: var(--ink); -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { font: 1rem/1.6 system-ui, sans-serif; max-width: 46rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 1rem 0 .5rem; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 2rem 0 .25rem; }
p { margin: .5rem 0; overflow-wrap: anywhere; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: .125rem; }
code, pre { font: .9em/1.5 ui-monospace, monospace; background: var(--soft); border-radius: .25rem; }
code { padding: .1em .3em; overflow-wrap: anywhere; -webkit-box-decoration-break: clone; box-decoration-break: clone; }
pre { padding: .8rem 1rem; white-space: pre-wrap; }
pre code { padding: 0; background: none; font-size: 1em; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0; }
th, td { text-align: left; vertical-align: top; padding: .35rem .8rem .35rem 0; border-bottom: 1px solid var(--line); }
th:last-child, td:last-child { padding-right: 0; }
td { overflow-wrap: break-word; }
@media (max-width: 40rem) {
  .stacked thead { position: absolute; clip-path: inset(50%); }
  .stacked tr { display: block; border-bottom: 1px solid var(--line); padding: .35rem 0; }
  .stacked td { display: block; border: 0; padding: .15rem 0; overflow-wrap: anywhere; }
  .stacked td::before { content: attr(data-head) ": "; font-weight: 600; }
}
"""
_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()

# A browser may apply the one style and load the icon, and do nothing else.
SAFELY = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_HASH}'; img-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
}


def page(title: str, body: str, *, base: str) -> str:
    """Return a page; the title is text, the body HTML. Its links begin with the base path, such as the stage."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<title>{plain(title)}</title>\n<link rel="icon" href="{plain(base)}{ICON}" type="{SVG}">\n'
        f"<style>{STYLE}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n"
        "</html>\n"
    )


def plain(text: str) -> str:
    """Escape text for HTML, including quotes."""
    from html import escape  # it takes a millisecond to import, and few requests are for pages

    return escape(text)


def link(href: str, text: str) -> str:
    """Return a link."""
    return f'<a href="{plain(href)}">{_breakable(plain(text))}</a>'


def code(text: str) -> str:
    """Return text as code."""
    return f"<code>{_breakable(plain(text))}</code>"


def prose(text: str) -> str:
    """Return a sentence, with the text between backticks as code."""
    return re.sub("`([^`]+)`", lambda found: f"<code>{_breakable(found[1])}</code>", plain(text))


def table(head: Sequence[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table; the head is text, the cells are HTML. On a phone the cells of a wide one are below each other.

    Roles are explicit because a browser gives none to a row that is not laid out as a row.
    """
    titles = [plain(title) for title in head]
    top = "".join(f'<th scope="col" role="columnheader">{title}</th>' for title in titles)
    lines = (f'<tr role="row">{"".join(map(_cell, titles, row))}</tr>' for row in rows)
    wide = ' class="stacked"' if len(titles) > MAX_COLUMNS_OF_PHONES else ""
    return (
        f'<table role="table"{wide}>\n<thead role="rowgroup"><tr role="row">{top}</tr></thead>\n'
        '<tbody role="rowgroup">\n' + "\n".join(lines) + "\n</tbody>\n</table>"
    )


def _cell(title: str, content: str) -> str:
    return f'<td role="cell" data-head="{title}">{content}</td>'


def _breakable(escaped: str) -> str:
    """Let a browser break a path or a name after its punctuation, so that it fits on a phone."""
    return re.sub(r"(?<=\w)([/_?=,.])(?=\w)", r"\1<wbr>", escaped)
