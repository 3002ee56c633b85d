"""The codes of companies, models, products and instruments."""

from chalicelib.kinds.vocabularies.vocabulary import Vocabulary

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
        "rating_agency": "A company that rates the credit of others.",
    },
)


COMPANY_STATUSES = Vocabulary(
    "company_statuses",
    "Status of a company.",
    {
        "active": "Doing business.",
        "acquired": "Part of another company.",
        "insolvent": "Unable to pay its debts, by its own word or a court's.",
        "dissolved": "No longer exists.",
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
        "chief_revenue": "Chief revenue officer.",
        "director": "Member of the board.",
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
    "Release status of a model or an offering.",
    {
        "unreleased": "Known, but kept by its maker.",
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
        "pdf": "PDF files, read as they are.",
    },
)


MODALITY_DIRECTIONS = Vocabulary(
    "modality_directions",
    "Whether a model takes it or makes it.",
    {
        "input": "The model takes it.",
        "output": "The model makes it.",
    },
)


SCALE_ENDS = Vocabulary(
    "better",
    "Which end of a benchmark's scale is better.",
    {
        "higher": "A higher result is better.",
        "lower": "A lower result is better.",
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
        "dataset": "A set of data, for training or for tests.",
        "data_centre": "A building or site with computers.",
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
