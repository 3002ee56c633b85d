"""The codes of events: their status, the roles of those who take part, and those of the types' own fields."""

from chalicelib.kinds.vocabulary import Vocabulary

EVENT_STATUSES = Vocabulary(
    "event_statuses",
    "How far a happening has come.",
    {
        "considered": "Somebody thinks or talks of it.",
        "announced": "Said to come.",
        "in_force": "Holds at present, such as a rule or a ban.",
        "completed": "Has happened.",
        "cancelled": "Will not happen after all.",
        "ended": "Held for a time and no longer does.",
    },
)

ROLES = Vocabulary(
    "roles",
    "What somebody or something is to an event.",
    {
        "subject": "The model or product it is about.",
        "issuer": "The company whose share it is.",
        "developer": "Built the model or product.",
        "owner": "Runs or owns the product.",
        "publisher": "Publishes the chart or the index.",
        "company": "The company that is given money.",
        "lead_investor": "Leads the round.",
        "investor": "Puts money in.",
        "payer": "Gives the money.",
        "payee": "Is given the money.",
        "target": "Whom or what it is done to.",
        "acquirer": "Takes over, or wants to.",
        "excluded": "Expressly left out of the deal.",
        "partner": "One of those who work together.",
        "venture": "What they found or run together.",
        "authority": "The state, regulator or court that acts.",
        "actor": "Does it.",
        "speaker": "Says it.",
        "about": "Who or what is spoken about.",
        "person": "The person who comes, goes or rises.",
        "from": "The company that is left.",
        "to": "The company that is joined.",
        "counterparty": "The other side: who sues, or who sells.",
    },
)

STAGES = Vocabulary(
    "stages",
    "The stage of a funding round.",
    {
        "pre_seed": "Before the seed round.",
        "seed": "The first money from outside.",
        **{f"series_{letter}": f"Series {letter.upper()}." for letter in "abcdefghijk"},
        "growth": "A late round without a letter.",
        "strategic": "From a company that has business with it.",
        "convertible": "A loan that can become shares.",
        "debt": "A loan.",
        "secondary": "Shares sold by those who hold them.",
        "grant": "Money that is given.",
        "public_offering": "Shares offered on an exchange.",
    },
)

VALUATIONS = Vocabulary(
    "valuations",
    "Whether the new money is counted.",
    {
        "pre": "Before the new money.",
        "post": "With the new money.",
    },
)

ACQUISITION_FORMS = Vocabulary(
    "acquisition_forms",
    "What is acquired.",
    {
        "whole": "The whole company.",
        "assets": "Some of what it owns.",
        "stake": "A part of its shares.",
        "licence": "A licence to its work, with its people.",
        "merger": "Two become one.",
    },
)

PAYMENT_MEANS = Vocabulary(
    "payment_means",
    "What is paid with.",
    {
        "cash": "Money alone.",
        "shares": "Shares of the acquirer.",
        "cash_and_shares": "Money and shares.",
        "debt": "Debt that is taken over or raised.",
        "services": "Computing time or other services.",
    },
)

LEGAL_ACTIONS = Vocabulary(
    "legal_actions",
    "What step is taken.",
    {
        "block": "Forbids access or use.",
        "order": "Tells somebody what to do.",
        "information_request": "Asks for information.",
        "inquiry": "Opens or runs an investigation.",
        "lawsuit": "Goes to court.",
        "ruling": "A court decides.",
        "settlement": "The parties agree.",
        "fine": "Has money paid as a penalty.",
    },
)

SERVICE_ACTIONS = Vocabulary(
    "service_actions",
    "What happens to the service.",
    {
        "launched": "Starts.",
        "withdrawn": "Its owner takes it away.",
        "blocked": "Somebody else makes it unreachable.",
        "limited": "Can be had by fewer or for less.",
        "restored": "Can be had again.",
    },
)

PERSONNEL_ACTIONS = Vocabulary(
    "personnel_actions",
    "What the person does.",
    {
        "joins": "Comes to a company.",
        "leaves": "Goes from a company.",
        "moves": "Goes from one company to another.",
        "appointed": "Is given a position.",
    },
)

SEVERITIES = Vocabulary(
    "severities",
    "How bad an incident is.",
    {
        "low": "A nuisance.",
        "medium": "Some harm, soon mended.",
        "high": "Much harm, or many people.",
        "critical": "Danger to life, or lasting harm to very many.",
    },
)

TOPICS = Vocabulary(
    "topics",
    "What a trend is about.",
    {
        "competition": "Rivals press each other.",
        "price_war": "Rivals undercut each other.",
        "cost": "What it costs to build and run models.",
        "open_source": "Models and code given to everybody.",
        "training_data": "What models are trained on.",
        "censorship": "What models may not say.",
        "data_protection": "What becomes of personal data.",
        "copyright": "Whose works are used.",
        "investment": "Money that is put in.",
        "regulation": "Rules and their making.",
        "export_controls": "What may be sold to whom.",
        "safety": "Keeping models from doing harm.",
        "energy": "Power and water for data centres.",
        "adoption": "How many use it, and for what.",
        "employment": "Jobs made or lost.",
    },
)

TREND_DIRECTIONS = Vocabulary(
    "trend_directions",
    "Which way it goes.",
    {
        "up": "More than before.",
        "down": "Less than before.",
    },
)
