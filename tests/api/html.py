"""A reader of the service's pages."""

import base64
import hashlib
from html.parser import HTMLParser

VOID = {"meta", "br", "hr", "link", "input", "wbr"}


class Page(HTMLParser):
    """A page: its text, its tags, the targets of its links."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.unclosed: list[str] = []
        self._elements: list[tuple[str, dict[str, str | None]]] = []
        self._texts: list[tuple[tuple[str, ...], str]] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.unclosed.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.unclosed.pop() == tag

    def handle_data(self, data: str) -> None:
        self._texts.append((tuple(self.unclosed), data))

    def within(self, tag: str) -> str:
        """Return the text within all elements of a name."""
        return "".join(text for open_tags, text in self._texts if tag in open_tags)

    def attributes(self, tag: str) -> list[dict[str, str | None]]:
        """List the attributes of every element of a name."""
        return [attributes for name, attributes in self._elements if name == tag]

    @property
    def text(self) -> str:
        """Return the text of the body."""
        return self.within("body")

    @property
    def tags(self) -> set[str]:
        """Name the elements used."""
        return {name for name, _ in self._elements}

    @property
    def links(self) -> list[str]:
        """List the targets of the links."""
        return [str(attributes["href"]) for attributes in self.attributes("a")]

    @property
    def hash_of_style(self) -> str:
        """Hash the style as a Content-Security-Policy names it."""
        return base64.b64encode(hashlib.sha256(self.within("style").encode()).digest()).decode()
