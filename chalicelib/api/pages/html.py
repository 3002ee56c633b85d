"""Small HTML pages with one inline style: no scripts, and nothing loaded from other sites."""

import base64
import hashlib
import re
from collections.abc import Iterable

HTML = "text/html"

STYLE = """
:root { color-scheme: light dark; --line: #8886; --soft: #8882; }
body { font: 1rem/1.6 system-ui, sans-serif; max-width: 46rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 1rem 0 .5rem; }
h2 { font-size: 1.15rem; margin: 2rem 0 .25rem; }
p { margin: .5rem 0; }
code, pre { font: .9em/1.5 ui-monospace, monospace; background: var(--soft); border-radius: .25rem; }
code { padding: .1em .3em; overflow-wrap: anywhere; }
pre { padding: .8rem 1rem; overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0; }
th, td { text-align: left; vertical-align: top; padding: .35rem .8rem .35rem 0; border-bottom: 1px solid var(--line); }
"""
_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()

# A browser may apply the one style, and do nothing else.
SAFELY = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
}


def page(title: str, body: str) -> str:
    """Return a page; the title is text, the body HTML."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{plain(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n"
        "</html>\n"
    )


def plain(text: str) -> str:
    """Escape text for HTML, including quotes."""
    from html import escape  # it takes a millisecond to import, and few requests are for pages

    return escape(text)


def link(href: str, text: str) -> str:
    """Return a link."""
    return f'<a href="{plain(href)}">{plain(text)}</a>'


def code(text: str) -> str:
    """Return text as code."""
    return f"<code>{plain(text)}</code>"


def prose(text: str) -> str:
    """Return a sentence, with the text between backticks as code."""
    return re.sub("`([^`]+)`", r"<code>\1</code>", plain(text))


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table; the head is text, the cells are HTML."""
    titles = "".join(f'<th scope="col">{plain(title)}</th>' for title in head)
    lines = ("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table>\n<thead><tr>{titles}</tr></thead>\n<tbody>\n" + "\n".join(lines) + "\n</tbody>\n</table>"
