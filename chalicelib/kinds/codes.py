"""The codes of the lasting kinds: companies, models, products, instruments; and what all measure."""

from chalicelib.kinds.vocabulary import Vocabulary

MEASURES = Vocabulary(
    "measures",
    "What a figure, a ratio, a record or a threshold measures.",
    {
        "price": "What has to be paid for one unit.",
        "amount": "A sum of money or a count that has no narrower measure.",
        "training_compute": "Operations spent on training.",
        "training_cost": "Money spent on training.",
        "training_time": "Time spent on training.",
        "parameters": "The number of parameters of a model.",
        "memory": "The memory needed to run it.",
        "energy": "The energy or electric power it takes.",
        "efficiency": "Result for effort, however the source counts it.",
        "performance": "Ability as the source judges it, without a named benchmark.",
        "market_cap": "The value of all shares of a company.",
        "market_cap_change": "How much the value of all shares rose or fell.",
        "valuation": "What a company that is not listed is held to be worth.",
        "revenue": "Income from sales.",
        "profit": "Income less costs; negative for a loss.",
        "capital_expenditure": "Money spent on buildings and equipment.",
        "employees": "People who work for a company.",
        "market_share": "The part of a market that it holds.",
        "downloads": "How often it was downloaded.",
        "daily_users": "People who use it on a day.",
        "weekly_users": "People who use it in a week.",
        "monthly_users": "People who use it in a month.",
        "paying_users": "People or firms that pay for it.",
        "requests": "How often it is asked.",
        "tokens": "Tokens read, written or trained on.",
        "speed": "Output in a time.",
        "latency": "Time until the answer begins.",
        "capacity": "How much it can hold, supply or compute.",
    },
)

ORGANISATION_TYPES = Vocabulary(
    "organisation_types",
    "What sort of organisation a company is.",
    {
        "company": "A business of its own.",
        "division": "A part of another company that acts under its own name.",
        "lab": "A group that does research and builds models.",
        "government": "A state, a ministry or another body of the executive.",
        "regulator": "An authority that watches over the keeping of rules.",
        "court": "A court or tribunal.",
        "parliament": "A body that makes laws.",
        "university": "A place of research and teaching.",
        "nonprofit": "An organisation that makes no profit for owners.",
        "fund": "An investor with money of others.",
        "exchange": "A market where shares are traded.",
        "publisher": "A newspaper, news site or other press.",
        "data_provider": "Sells or gives out collected data.",
        "joint_venture": "A company that several others own together.",
    },
)

OFFICES = Vocabulary(
    "offices",
    "What somebody is to the company.",
    {
        "chief_executive": "Leads the company.",
        "founder": "The founder who leads or speaks for it; all founders stand in `founders`.",
        "lead": "Leads the lab, the division or the project.",
        "chair": "Presides over the board.",
        "president": "Carries the title of president.",
        "chief_technology": "Answers for technology.",
        "chief_science": "Answers for research.",
        "chief_finance": "Answers for finance.",
        "chief_operations": "Answers for the daily business.",
    },
)

LEVELS = Vocabulary(
    "levels",
    "Whether a model is a family or one exact version.",
    {
        "family": "A name for several models, such as Llama.",
        "version": "One exact model that can be run.",
    },
)

MODEL_STATUSES = Vocabulary(
    "model_statuses",
    "Where a model is in its life.",
    {
        "announced": "Made known, not yet to be had.",
        "preview": "To be had for trial, not yet promised to stay.",
        "available": "To be had.",
        "restricted": "To be had by some only.",
        "deprecated": "Still to be had, its end is set.",
        "retired": "No longer to be had.",
    },
)

ARCHITECTURES = Vocabulary(
    "architectures",
    "How a model is built.",
    {
        "mixture_of_experts": "Only some of its parameters work on each token.",
        "dense": "All of its parameters work on each token.",
        "transformer": "Built on attention.",
        "diffusion": "Makes its output out of noise, step by step.",
        "state_space": "Carries a state along instead of looking back.",
        "hybrid": "Mixes attention with another way.",
    },
)

MODALITIES = Vocabulary(
    "modalities",
    "What a model takes in or gives out.",
    {
        "text": "Written language.",
        "code": "Source code.",
        "image": "Pictures.",
        "audio": "Sound and speech.",
        "video": "Moving pictures.",
        "embedding": "Vectors that stand for meaning.",
        "action": "Steps on a computer or of a robot.",
    },
)

PRICE_DIRECTIONS = Vocabulary(
    "price_directions",
    "What the price is paid for.",
    {
        "input": "Tokens or other units sent in.",
        "output": "Tokens or other units given back.",
        "cached_input": "Input that the provider already holds.",
        "cache_write": "Storing input for later.",
    },
)

PRICE_TIERS = Vocabulary(
    "price_tiers",
    "On what terms the price is given.",
    {
        "standard": "The ordinary price.",
        "batch": "Answered later, in bulk.",
        "flex": "Answered when there is room.",
        "priority": "Answered before others.",
    },
)

EXTENTS = Vocabulary(
    "extents",
    "In how much of what was compared.",
    {
        "all": "In everything compared.",
        "nearly_all": "In nearly everything compared.",
        "most": "In more than half.",
        "some": "In a part.",
    },
)

PRODUCT_TYPES = Vocabulary(
    "product_types",
    "What sort of product it is.",
    {
        "app": "A program for people, on a phone, a computer or the web.",
        "chart": "A published ranking, such as a store's top list.",
        "chip": "A processor or accelerator.",
        "device": "Other hardware.",
        "service": "Something that runs for its users, such as an API.",
        "store": "A place to get apps.",
        "platform": "A place for other people's content, posts or programs.",
    },
)

PRODUCT_STATUSES = Vocabulary(
    "product_statuses",
    "Where a product is in its life.",
    {
        "announced": "Made known, not yet to be had.",
        "beta": "To be had for trial.",
        "available": "To be had.",
        "restricted": "To be had by some or in some places only.",
        "discontinued": "No longer to be had.",
    },
)

INSTRUMENT_TYPES = Vocabulary(
    "instrument_types",
    "What sort of instrument it is.",
    {
        "share": "A share of a company, wherever it is traded.",
        "index": "A number made of the prices of several shares.",
        "listing": "A share as one venue trades it, in one currency.",
    },
)
