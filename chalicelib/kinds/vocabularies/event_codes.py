"""The codes of events: statuses, roles, and the codes in fields of single event types."""

from chalicelib.kinds.vocabularies.vocabulary import Vocabulary

EVENT_STATUSES = Vocabulary(
    "event_statuses",
    "Status of an event.",
    {
        "considered": "Under consideration or discussion.",
        "proposed": "Before those who decide, such as a bill, or a settlement before the court.",
        "announced": "Announced; has not happened yet.",
        "under_way": "Has begun and not ended, such as a trial, an outage or a build.",
        "in_force": "Currently in effect, such as a rule or a ban.",
        "completed": "Has happened.",
        "cancelled": "Will no longer happen.",
        "ended": "Was in effect and no longer is.",
    },
)

ROLES = Vocabulary(
    "roles",
    "Role of a participant in an event.",
    {
        "subject": "The model or product that the event is about.",
        "issuer": "The company that issued the share.",
        "developer": "The developer of the model or product.",
        "owner": "The owner or operator of the product.",
        "publisher": "The publisher of the chart or index.",
        "company": "The company that it happens to, or that receives the money.",
        "lead_investor": "The investor that leads the round.",
        "investor": "A party that invests money.",
        "payer": "The party that pays.",
        "payee": "The party that is paid.",
        "target": "The party that is acted on, such as the company acquired or sued.",
        "acquirer": "The buyer or prospective buyer.",
        "excluded": "A party expressly excluded from the deal.",
        "partner": "One of the parties that work together.",
        "customer": "The party that is supplied with computing, chips or power.",
        "supplier": "The party that supplies computing, chips or power.",
        "venture": "The venture that the parties found or run together.",
        "authority": "The state, regulator or court that acts.",
        "plaintiff": "The party that sues.",
        "defendant": "The party that is sued.",
        "beneficiary": "Those for whom it is done, such as the class in a class action.",
        "actor": "The party that acts, such as the one that appeals.",
        "speaker": "The party that makes the statement.",
        "about": "The subject of the statement.",
        "person": "The person who joins, leaves, moves or is appointed.",
        "from": "The company that the person leaves.",
        "to": "The company that the person joins.",
        "counterparty": "The other side, such as the seller. In a lawsuit it is read as the plaintiff.",
    },
)

STAGES = Vocabulary(
    "stages",
    "Stage of a funding round.",
    {
        "pre_seed": "Before the seed round.",
        "seed": "The first outside funding.",
        **{f"series_{letter}": f"Series {letter.upper()}." for letter in "abcdefghijk"},
        "growth": "A late-stage round without a letter.",
        "strategic": "Investment by a business partner.",
        "convertible": "A loan that can be converted into shares.",
        "debt": "Debt financing.",
        "secondary": "A sale of existing shares.",
        "grant": "A grant, without shares or repayment.",
        "public_offering": "A public offering of shares.",
    },
)

VALUATIONS = Vocabulary(
    "valuations",
    "Whether the valuation includes the new money.",
    {
        "pre": "Before the new money (pre-money).",
        "post": "Including the new money (post-money).",
        "equity": "The value of all shares.",
        "enterprise": "The value of all shares and of net debt.",
    },
)

ACQUISITION_FORMS = Vocabulary(
    "acquisition_forms",
    "What is acquired.",
    {
        "whole": "The whole company.",
        "assets": "Some of its assets.",
        "stake": "Some of its shares.",
        "licence": "A licence to its technology, together with its staff.",
        "merger": "Two companies become one.",
    },
)

PAYMENT_MEANS = Vocabulary(
    "payment_means",
    "Means of payment.",
    {
        "cash": "Cash only.",
        "shares": "Shares in the acquirer.",
        "cash_and_shares": "Cash and shares.",
        "debt": "Debt that is assumed or raised.",
        "services": "Computing time or other services.",
    },
)

LEGAL_ACTIONS = Vocabulary(
    "legal_actions",
    "Type of legal action.",
    {
        "block": "A ban on access or use.",
        "order": "An order to do something.",
        "information_request": "A request for information.",
        "inquiry": "An investigation.",
        "lawsuit": "A case brought before a court.",
        "ruling": "A court decision.",
        "settlement": "An agreement between the parties.",
        "fine": "A financial penalty.",
        "appeal": "A decision is taken to a higher court.",
        "injunction": "An order to stop, or not to do something.",
        "approval": "A permission that was asked for.",
        "licence": "A permission to trade or to use something.",
    },
)

FINALITIES = Vocabulary(
    "finalities",
    "Whether a decision can still be changed.",
    {
        "open": "Not decided yet.",
        "appealable": "Decided; an appeal is still possible.",
        "appealed": "An appeal was filed.",
        "final": "No appeal is possible.",
    },
)

PART_WAYS = Vocabulary(
    "part_ways",
    "Whether a party gives or gets its part.",
    {
        "gives": "The party gives it.",
        "gets": "The party gets it.",
    },
)

WORKFORCE_ACTIONS = Vocabulary(
    "workforce_actions",
    "Type of change to the workforce.",
    {
        "cut": "Jobs are cut.",
        "hire": "People are hired.",
        "freeze": "Nobody is hired.",
    },
)

CORPORATE_ACTIONS = Vocabulary(
    "corporate_actions",
    "Type of change to a company.",
    {
        "renamed": "It takes another name.",
        "converted": "It takes another legal form.",
        "ipo_filed": "It files for a listing.",
        "listed": "Its shares are traded on an exchange for the first time.",
        "insolvency": "It cannot pay its debts, and a court or a creditor acts.",
        "dissolved": "It ceases to exist.",
    },
)

INCIDENT_TYPES = Vocabulary(
    "incident_types",
    "Type of incident.",
    {
        "outage": "A service was down or slow.",
        "breach": "Data came into the wrong hands.",
        "misuse": "Somebody used a model or product to do harm.",
        "harmful_output": "What a model or product did or said harmed somebody.",
    },
)

SERVICE_ACTIONS = Vocabulary(
    "service_actions",
    "Type of change to a service.",
    {
        "launched": "The service starts.",
        "withdrawn": "The owner removes it.",
        "blocked": "Somebody other than the owner blocks access.",
        "limited": "Available to fewer users or for fewer uses.",
        "restored": "Available again.",
        "deprecated": "Its end is announced.",
        "retired": "It ends for good.",
        "retargeted": "A name that stays points at another model.",
    },
)

PERSONNEL_ACTIONS = Vocabulary(
    "personnel_actions",
    "Type of personnel change.",
    {
        "joins": "Joins a company.",
        "leaves": "Leaves a company.",
        "moves": "Moves from one company to another.",
        "appointed": "Is appointed to a position.",
    },
)

SEVERITIES = Vocabulary(
    "severities",
    "Severity of an incident.",
    {
        "low": "Minor inconvenience.",
        "medium": "Some harm, soon repaired.",
        "high": "Serious harm, or many people affected.",
        "critical": "Danger to life, or lasting harm to a very large number of people.",
    },
)

TOPICS = Vocabulary(
    "topics",
    "Topic of a trend.",
    {
        "competition": "Competition between rivals.",
        "price_war": "Rivals undercutting each other's prices.",
        "cost": "Cost of building and running models.",
        "open_source": "Openly available models and code.",
        "training_data": "Data used to train models.",
        "censorship": "Limits on what models may say.",
        "data_protection": "Use and protection of personal data.",
        "copyright": "Use of copyrighted works.",
        "investment": "Money invested in AI.",
        "regulation": "Rules and rule-making.",
        "export_controls": "Limits on what may be exported, and to whom.",
        "safety": "Prevention of harm by models.",
        "energy": "Electricity and water for data centres.",
        "adoption": "How many people use AI, and for what.",
        "employment": "Jobs created or lost.",
    },
)

TREND_DIRECTIONS = Vocabulary(
    "trend_directions",
    "Direction of a trend.",
    {
        "up": "Increasing.",
        "down": "Decreasing.",
    },
)
