"""The types of a JSON Feed. The contract (`/openapi.json`) derives its schemas from them."""

from typing import Annotated, Literal, NotRequired, TypedDict

from chalicelib.domain.answer_types import Description, InstantText, JsonSchema

MAX_ITEMS = 499  # of a page of the archive
Address = Annotated[str, JsonSchema(format="uri", maxLength=8_000, pattern="^[!-~]+$")]
Phrase = Annotated[str, JsonSchema(maxLength=5_000, pattern=r"^[^\x00]*$")]


class FeedAuthorJson(TypedDict):
    """Who publishes a feed."""

    name: Phrase
    url: Address


class FeedItemJson(TypedDict):
    """An entry of a feed."""

    id: Annotated[
        str,
        JsonSchema(maxLength=1_000, pattern="^tag:[a-z0-9.-]+,2026:/[!-~]*$"),
        Description("It never changes (RFC 4151)."),
    ]
    url: Annotated[Address, Description("The page of the entity.")]
    external_url: NotRequired[Annotated[Address, Description("The page of its first source, with `details=true`.")]]
    title: Phrase
    content_html: Annotated[str, JsonSchema(maxLength=100_000, pattern=r"^[^\x00]*$")]
    date_modified: InstantText
    tags: Annotated[list[Phrase], JsonSchema(maxItems=50)]


class JsonFeedJson(TypedDict):
    """A page of a feed (JSON Feed 1.1)."""

    version: Literal["https://jsonfeed.org/version/1.1"]
    title: Phrase
    home_page_url: Address
    feed_url: Annotated[Address, Description("The address to subscribe to.")]
    language: Literal["en"]
    authors: Annotated[list[FeedAuthorJson], JsonSchema(maxItems=1)]
    items: Annotated[list[FeedItemJson], JsonSchema(maxItems=MAX_ITEMS)]
    next_url: NotRequired[Annotated[Address, Description("The page with older entries.")]]
