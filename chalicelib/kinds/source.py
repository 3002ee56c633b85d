"""Sources: the documents that facts come from. A source is its own evidence."""

from chalicelib.domain.values import DateType, LanguageType, LicenseType, RefType, TextType, UrlType
from chalicelib.kinds.declaration import Kind, Property, Shape
from chalicelib.kinds.properties.common import COMMON, TITLE

SOURCE = Kind(
    "source",
    "sources",
    "A document: an article, a filing, a price page, a paper or a post.",
    (
        TITLE,
        Property("url", UrlType(), "URL of the document.", "https://arxiv.org/abs/2412.19437", immutable=True),
        Property(
            "publisher",
            RefType(("company", "person")),
            "Company or person that published it.",
            "company/deepseek",
            immutable=True,
            filterable=True,
        ),
        Property(
            "authors",
            RefType(("person", "company")),
            "Authors of the document.",
            [{"text": "DeepSeek-AI"}],
            shape=Shape.MANY,
        ),
        Property("published", DateType(), "Publication date.", "2024-12-27", immutable=True),
        Property("retrieved", DateType(), "Date on which it was retrieved.", "2026-11-23"),
        Property("language", LanguageType(), "Language of the document.", "en", filterable=True),
        Property(
            "sha256",
            TextType(max_length=64, pattern="^[0-9a-f]{64}$"),
            "SHA-256 of its bytes, in hexadecimal.",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            immutable=True,
            label=True,
        ),
        Property(
            "derived_from",
            RefType(("source",)),
            "The source that it repeats, translates or draws on.",
            "source/deepseek-r1-paper",
            immutable=True,
        ),
        Property(
            "supersedes",
            RefType(("source",)),
            "The source that it replaces, such as an article that it corrects; give it at creation, because facts "
            "already on record replace none.",
            "source/deepseek-v3-report",
            immutable=True,
        ),
        Property(
            "license",
            LicenseType(),
            "Terms under which its text may be used.",
            "CC-BY-4.0",
            label=True,
        ),
        *COMMON,
    ),
    {
        "slug": "deepseek-v3-report-v2",
        "title": "DeepSeek-V3 Technical Report, version 2",
        "url": "https://arxiv.org/abs/2412.19437v2",
        "publisher": "company/deepseek",
        "authors": [{"text": "DeepSeek-AI"}],
        "published": "2025-02-18",
        "retrieved": "2026-11-23",
        "language": "en",
        "derived_from": "source/deepseek-v3-report",
        "license": "CC-BY-4.0",
        "identifiers": [
            {"value": "2412.19437v2", "scheme": "arxiv"},
            {"value": "10.48550/arXiv.2412.19437", "scheme": "doi"},
        ],
    },
    label="title",
    order="published",
    distinguished_by=("publisher", "published"),
)
