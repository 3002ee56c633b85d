"""The codes of companies, models, products and instruments, and the measures that all kinds share."""

from chalicelib.kinds.vocabularies.vocabulary import Vocabulary

MEASURES = Vocabulary(
    "measures",
    "The quantity that a figure, ratio, record or threshold measures.",
    {
        "price": "Price per unit.",
        "amount": "An amount of money, or a count, without a more specific measure.",
        "training_compute": "Operations used in training.",
        "training_cost": "Cost of training.",
        "training_time": "Duration of training.",
        "parameters": "Number of parameters of a model.",
        "memory": "Memory needed to run it.",
        "energy": "Energy or electric power it uses.",
        "efficiency": "Output per unit of input, as the source defines it.",
        "performance": "Capability as the source judges it, without a named benchmark.",
        "market_cap": "Market capitalisation: the value of all shares of a company.",
        "market_cap_change": "Change in market capitalisation.",
        "valuation": "Valuation of an unlisted company.",
        "revenue": "Income from sales.",
        "profit": "Revenue less costs; negative for a loss.",
        "capital_expenditure": "Spending on buildings and equipment.",
        "employees": "Number of employees.",
        "market_share": "Share of a market.",
        "downloads": "Number of downloads.",
        "daily_users": "Users per day.",
        "weekly_users": "Users per week.",
        "monthly_users": "Users per month.",
        "paying_users": "Paying users or customers.",
        "requests": "Number of requests.",
        "tokens": "Tokens read, generated or trained on.",
        "speed": "Output per unit of time.",
        "latency": "Time until the response begins.",
        "capacity": "Amount it can hold, supply or compute.",
    },
)

ORGANISATION_TYPES = Vocabulary(
    "organisation_types",
    "Type of organisation.",
    {
        "company": "A business in its own right.",
        "division": "A part of another company that operates under its own name.",
        "lab": "A group that does research and builds models.",
        "government": "A state, ministry or other executive body.",
        "regulator": "An authority that supervises compliance with rules.",
        "court": "A court or tribunal.",
        "parliament": "A legislative body.",
        "university": "A university or other institution of research and teaching.",
        "nonprofit": "An organisation that does not distribute profit to owners.",
        "fund": "An investor that manages other people's money.",
        "exchange": "A market where shares are traded.",
        "publisher": "A newspaper, news site or other publisher.",
        "data_provider": "A provider of collected data, paid or free.",
        "joint_venture": "A company owned jointly by several others.",
    },
)

OFFICES = Vocabulary(
    "offices",
    "Position held at a company.",
    {
        "chief_executive": "Chief executive officer.",
        "founder": "A founder who leads or speaks for the company; `founders` lists all founders.",
        "lead": "Head of a lab, division or project.",
        "chair": "Chair of the board.",
        "president": "President.",
        "chief_technology": "Chief technology officer.",
        "chief_science": "Chief scientist.",
        "chief_finance": "Chief financial officer.",
        "chief_operations": "Chief operating officer.",
    },
)

LEVELS = Vocabulary(
    "levels",
    "Whether a model is a family or an exact version.",
    {
        "family": "A group of models under one name, such as Llama.",
        "version": "One exact model that can be run.",
    },
)

MODEL_STATUSES = Vocabulary(
    "model_statuses",
    "Release status of a model.",
    {
        "announced": "Announced but not yet available.",
        "preview": "Available for trial, without a commitment to keep it.",
        "available": "Generally available.",
        "restricted": "Available to some users only.",
        "deprecated": "Still available; its end date is set.",
        "retired": "No longer available.",
    },
)

ARCHITECTURES = Vocabulary(
    "architectures",
    "Architecture of a model.",
    {
        "mixture_of_experts": "Only some of its parameters are active for each token.",
        "dense": "All of its parameters are active for each token.",
        "transformer": "Based on attention.",
        "diffusion": "Generates its output from noise, step by step.",
        "state_space": "Carries a state forward instead of attending to earlier tokens.",
        "hybrid": "Combines attention with another mechanism.",
    },
)

MODALITIES = Vocabulary(
    "modalities",
    "Type of input or output of a model.",
    {
        "text": "Written language.",
        "code": "Source code.",
        "image": "Still images.",
        "audio": "Sound and speech.",
        "video": "Moving images.",
        "embedding": "Vectors that represent meaning.",
        "action": "Actions on a computer or by a robot.",
    },
)

PRICE_DIRECTIONS = Vocabulary(
    "price_directions",
    "What the price applies to.",
    {
        "input": "Tokens or other units of input.",
        "output": "Tokens or other units of output.",
        "cached_input": "Input read from the provider's cache.",
        "cache_write": "Input written to the provider's cache.",
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
    },
)

EXTENTS = Vocabulary(
    "extents",
    "How much of the comparison a claim applies to.",
    {
        "all": "Everything that was compared.",
        "nearly_all": "Nearly everything that was compared.",
        "most": "More than half of what was compared.",
        "some": "Some of what was compared.",
    },
)

PRODUCT_TYPES = Vocabulary(
    "product_types",
    "Type of product.",
    {
        "app": "Software for people, on a phone, a computer or the web.",
        "chart": "A published ranking, such as an app store's top list.",
        "chip": "A processor or accelerator.",
        "device": "Other hardware.",
        "service": "A hosted service, such as an API.",
        "store": "An app store.",
        "platform": "A platform for other people's content, posts or programs.",
    },
)

PRODUCT_STATUSES = Vocabulary(
    "product_statuses",
    "Release status of a product.",
    {
        "announced": "Announced but not yet available.",
        "beta": "Available for trial.",
        "available": "Generally available.",
        "restricted": "Available to some users or in some places only.",
        "discontinued": "No longer available.",
    },
)

INSTRUMENT_TYPES = Vocabulary(
    "instrument_types",
    "Type of financial instrument.",
    {
        "share": "A share of a company, on any venue.",
        "index": "A number calculated from the prices of several shares.",
        "listing": "A share as traded on one venue, in one currency.",
    },
)
