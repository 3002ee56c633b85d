"""The codes of what is offered and traded: prices, features, limits, documents, accounts, ratings, instruments."""

from chalicelib.kinds.vocabularies.vocabulary import Vocabulary

PRICE_DIRECTIONS = Vocabulary(
    "price_directions",
    "What the price applies to.",
    {
        "input": "Tokens or other units of input.",
        "output": "Tokens or other units of output.",
        "cached_input": "Input read from the provider's cache.",
        "cache_write": "Input written to the provider's cache.",
        "cache_storage": "Input kept in the provider's cache, for a time.",
        "reasoning": "Output that the model writes while it thinks.",
        "citation": "Text of sources that the output cites.",
        "minimum": "The least that has to be spent.",
    },
)


PRICE_TIERS = Vocabulary(
    "price_tiers",
    "Service tier of the price.",
    {
        "standard": "The regular price.",
        "batch": "Requests processed later, in bulk.",
        "flex": "Requests processed when capacity is available.",
        "priority": "Requests processed before others.",
        "fast": "The same model, run faster.",
        "free": "What costs nothing, within `up_to`.",
    },
)


BANDED_BY = Vocabulary(
    "price_bands",
    "What is counted to find the price band.",
    {
        "input": "The input of one request.",
        "output": "The output of one request.",
        "month": "All that is used in a month.",
    },
)


CHARGED = Vocabulary(
    "price_charges",
    "Which units cost the price of a band.",
    {
        "all": "All units, once the band is reached.",
        "excess": "Only the units above the start of the band.",
    },
)


FEATURES = Vocabulary(
    "features",
    "Something that a model, product or offering can do.",
    {
        "tool_calls": "Calls functions that the caller describes.",
        "parallel_tool_calls": "Calls several functions at once.",
        "tool_choice": "The caller can say which function it has to call.",
        "structured_output": "Its output follows a schema that the caller gives.",
        "reasoning": "Thinks before it answers.",
        "reasoning_effort": "The caller can say how much it thinks.",
        "temperature": "The caller can set its temperature.",
        "system_prompt": "Takes instructions apart from the conversation.",
        "prompt_caching": "Input that was sent before can be read from a cache.",
        "streaming": "Sends its output while it writes.",
        "prefill": "The caller can write the start of its answer.",
        "web_search": "Searches the web.",
        "url_context": "Reads the web pages that the caller names.",
        "computer_use": "Operates a computer by its screen.",
        "attachments": "Takes files.",
    },
)


LIMITS = Vocabulary(
    "limits",
    "What a limit applies to.",
    {
        "input_tokens": "Tokens of input in one request.",
        "output_tokens": "Tokens of output in one request.",
        "requests": "Requests in a time.",
        "tokens": "Tokens in a time.",
        "images": "Images in one request.",
        "audio_length": "Length of sound in one request.",
        "video_length": "Length of video in one request.",
        "file_size": "Size of one file.",
        "output_dimensions": "Dimensions of an embedding.",
    },
)


DOCUMENT_TYPES = Vocabulary(
    "document_types",
    "Type of a document about a model, product or offering.",
    {
        "announcement": "The text with which it was announced.",
        "paper": "A paper or technical report.",
        "model_card": "Its model card.",
        "system_card": "Its system card, about safety.",
        "license": "The text of its licence.",
        "docs": "Its documentation.",
        "weights": "The place from which its weights can be downloaded.",
        "filing": "A document filed with an authority.",
    },
)


ACCOUNTING = Vocabulary(
    "accounting",
    "The accounting rules by which a figure was reached.",
    {
        "gaap": "Generally accepted accounting principles of the United States.",
        "ifrs": "International Financial Reporting Standards.",
        "adjusted": "Adjusted by the company, which says how.",
    },
)


RATING_ASPECTS = Vocabulary(
    "rating_aspects",
    "What a rating agency says.",
    {
        "rating": "The rating, in the agency's own letters.",
        "outlook": "Where the rating may go, such as stable or negative.",
        "watch": "Whether the agency is about to review it, and which way.",
    },
)


INSTRUMENT_TYPES = Vocabulary(
    "instrument_types",
    "Type of financial instrument.",
    {
        "share": "A share of a company, on any venue.",
        "index": "A number calculated from the prices of several shares.",
        "listing": "A share as traded on one venue, in one currency.",
        "depositary_receipt": "A receipt for shares of a company, traded elsewhere than they are.",
        "bond": "A debt that is traded.",
        "loan": "A debt that is not traded, such as a credit line.",
        "warrant": "The right to buy shares from the company at a set price.",
        "credit_default_swap": "An insurance against a debtor who does not pay.",
        "currency_pair": "The rate at which one currency is changed into another.",
    },
)


BASE_RATES = Vocabulary(
    "base_rates",
    "The rate to which the spread of a debt is added.",
    {
        "SOFR": "Secured Overnight Financing Rate, in US dollars.",
        "EURIBOR": "Euro Interbank Offered Rate.",
        "SONIA": "Sterling Overnight Index Average.",
        "fixed": "None: its interest is fixed.",
    },
)
