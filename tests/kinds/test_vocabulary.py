"""Every property of the first vocabulary is declared with its shape, as a table."""

from chalicelib.domain.values import CodeType
from chalicelib.kinds import KINDS, PLURALS, Kind, Shape
from chalicelib.kinds.properties.measure_table import MEASURES
from chalicelib.kinds.vocabularies.event_codes import ROLES
from tests.tables import for_each

# A name, then: M many, Q{qualifiers} one per qualifiers, else one value; L lasting, else fixed.
COMMON = (
    "description, identifiers M{scheme} L, remarks M{topic about}, records M{measure}, "
    "ratio Q{measure direction compared_with}"
)
_BANDS = (
    "Q{direction item modality above up_to banded_by charged hours lifetime quality size tier plan provider region}"
)
_PRICES = f"prices {_BANDS} L"
_PARTS = "parts Q{party way}"
_FEATURES = "features Q{feature} L, limits Q{limit plan} L"
_DATA = "regions M L, data_retention L, trains_on_data L"
_DOCUMENTS = "documents M{document_type}"
_FIGURES = "figures Q{measure accounting} L"
PROPERTIES = {
    "company": "name L, aliases M L, organisation_type L, status L, country, founded, parent L, "
    "officers Q{role interim title} L, competes_with M L, website L, listed_as M L, fiscal_year_end L, "
    f"{_FIGURES}, ratings Q{{agency aspect}} L",
    "model": "name L, aliases M L, developer M, family, level, released, status L, ends L, successor L, "
    "architecture M, modalities M{direction}, parameters, active_parameters, context_window L, max_output L, "
    "knowledge_cutoff, license L, license_threshold Q{measure}, classification Q{framework} L, open_weights L, "
    "training_cost, training_compute, training_hardware M, trained_on M, tasks M, numeric_format M, "
    f"{_PRICES}, scores Q{{benchmark metric setting effort harness tasks runs}} L, {_FEATURES}, "
    f"outperforms M{{extent benchmark}}, {_FIGURES}, usage Q{{measure}} L, competes_with M L, {_DOCUMENTS}",
    "offering": "name L, model L, provider, released, status L, ends L, successor L, "
    f"{_PRICES}, context_window L, max_output L, {_FEATURES}, modalities M{{direction}}, numeric_format M, "
    f"{_DATA}, usage Q{{measure}} L, {_DOCUMENTS}",
    "event": "type, title, date, status L, participants M{role}, cause M, part_of, place",
    "product": "name L, aliases M L, product_type, owner M L, released, status L, ends L, successor L, license L, "
    f"place, {_PRICES}, {_FEATURES}, {_DATA}, {_FIGURES}, usage Q{{measure}} L, {_DOCUMENTS}",
    "instrument": "name L, aliases M L, instrument_type, issuer, venue, currency, price L, holder M L, principal, "
    "interest, base_rate L, spread L, issued, matures, ratings Q{agency aspect} L, shares, strike, underlying",
    "benchmark": f"name L, aliases M L, publisher, released, version_of, metric, scale Q{{better}}, {_FIGURES}",
    "person": "name L, aliases M L, occupation L, affiliation M L",
    "source": "url, title, publisher, authors M, published, retrieved, language, sha256, derived_from, license",
}

# type -> (fields, roles)
EVENT_TYPES = {
    "release": ("venue", "subject developer"),
    "stock_move": ("instrument, change, price_before, price_after, market_cap_change", "issuer"),
    "index_move": ("instrument, change, value_before, value_after", ""),
    "chart_rank": ("chart, rank_before, rank_after", "subject owner publisher"),
    "price_change": (
        f"change {_BANDS}, price_before {_BANDS}, price_after {_BANDS}, direction, tier",
        "actor subject",
    ),
    "funding_round": (
        f"amount, valuation Q{{money}}, stage, {_PARTS}, instrument, share_price, shares",
        "company lead_investor investor",
    ),
    "payment": (f"amount, share Q{{of}}, conditions, deadline, starts, {_PARTS}", "payer payee"),
    "acquisition": (
        f"form, stake, amount, valuation Q{{money of}}, {_PARTS}, shares, payment_means, conditions, region",
        "target acquirer excluded counterparty",
    ),
    "partnership": (
        f"purpose, amount, capacity, starts, ends, {_PARTS}, conditions",
        "partner customer supplier",
    ),
    "investment_plan": (
        f"amount, purpose, capacity, starts, ends, {_PARTS}, conditions",
        "investor partner venture customer supplier",
    ),
    "regulation": ("law, jurisdiction, threshold Q{measure}, effective Q{for}, penalty M", "authority target"),
    "legal_action": (
        "action, jurisdiction, grounds M, covers, deadline, amount, affected M, conditions, finality, admission",
        "target authority plaintiff defendant beneficiary actor counterparty",
    ),
    "service_change": (
        "action, region, regions M, venue M, ends, notice, target_before, target_after",
        "subject owner",
    ),
    "personnel": ("action, position", "person from to"),
    "workforce": ("action, jobs, share_of_staff, reason", "company"),
    "corporate_change": ("action, name_before, name_after, amount, instrument", "company authority"),
    "public_statement": ("statement, venue", "speaker about"),
    "incident": (
        "incident_type, started, ended, duration, affected M, harm, severity",
        "subject owner",
    ),
    "trend": ("topics M, direction", "actor target subject"),
}

# (kind or event type, property, qualifier or "") -> codes that it must accept
CODES = {
    (
        "company",
        "organisation_type",
        "",
    ): "company division lab government regulator fund publisher data_provider joint_venture rating_agency",
    ("company", "status", ""): "active acquired insolvent dissolved",
    ("company", "officers", "role"): "chief_executive founder lead director chief_revenue",
    ("company", "ratings", "aspect"): "rating outlook watch",
    ("company", "figures", "accounting"): "gaap ifrs adjusted",
    ("model", "status", ""): "unreleased announced preview available restricted deprecated retired",
    ("model", "modalities", ""): "text code image audio video embedding action pdf",
    ("model", "modalities", "direction"): "input output",
    ("model", "features", "feature"): "tool_calls parallel_tool_calls tool_choice structured_output reasoning "
    "reasoning_effort temperature system_prompt prompt_caching streaming prefill web_search url_context "
    "computer_use attachments",
    ("model", "limits", "limit"): "input_tokens output_tokens requests tokens images audio_length video_length "
    "file_size output_dimensions",
    ("model", "documents", "document_type"): "announcement paper model_card system_card license docs weights filing",
    ("offering", "prices", "banded_by"): "input output month",
    ("offering", "prices", "charged"): "all excess",
    ("benchmark", "scale", "better"): "higher lower",
    ("instrument", "base_rate", ""): "SOFR EURIBOR SONIA fixed",
    ("model", "level", ""): "family version",
    ("model", "architecture", ""): "mixture_of_experts dense",
    ("model", "prices", "direction"): "input output cached_input cache_write reasoning citation cache_storage minimum",
    ("model", "prices", "tier"): "standard batch flex priority fast free",
    ("model", "outperforms", "extent"): "all nearly_all most some",
    ("product", "product_type", ""): "app chart chip service store platform dataset data_centre",
    ("instrument", "instrument_type", ""): "share index listing bond loan warrant credit_default_swap currency_pair "
    "depositary_receipt",
    ("event", "status", ""): "considered proposed announced under_way in_force completed cancelled ended",
    ("event", "type", ""): " ".join(EVENT_TYPES),
    ("funding_round", "valuation", "money"): "pre post",
    ("funding_round", "parts", "way"): "gives gets",
    ("acquisition", "valuation", "money"): "equity enterprise",
    ("workforce", "action", ""): "cut hire freeze",
    ("corporate_change", "action", ""): "renamed converted ipo_filed listed insolvency dissolved",
    ("legal_action", "finality", ""): "open appealable appealed final",
    ("incident", "incident_type", ""): "outage breach misuse harmful_output",
    ("acquisition", "form", ""): "whole assets stake licence merger",
    ("legal_action", "action", ""): "block order information_request inquiry lawsuit ruling settlement fine "
    "appeal injunction approval licence",
    ("service_change", "action", ""): "launched withdrawn blocked limited restored deprecated retired retargeted",
    ("personnel", "action", ""): "joins leaves moves appointed",
    (
        "trend",
        "topics",
        "",
    ): "competition price_war cost open_source training_data censorship data_protection copyright",
    ("trend", "direction", ""): "up down",
    (
        "source",
        "identifiers",
        "scheme",
    ): "wikidata lei isin figi ticker huggingface openrouter crunchbase app_store doi arxiv url cik github",
}

ROLE_WORDS = (
    "subject issuer developer owner company lead_investor investor payer payee target acquirer excluded "
    "partner venture authority actor speaker about person from to counterparty"
)
MEASURE_WORDS = (
    "price amount training_compute market_cap market_cap_change downloads weekly_users monthly_users tokens "
    "revenue speed latency"
)

WORDS = [
    *((kind, "", word.strip()) for kind in PROPERTIES for word in f"{PROPERTIES[kind]}, {COMMON}".split(",")),
    *(("event", name, word.strip()) for name, (fields, _) in EVENT_TYPES.items() for word in fields.split(",")),
]


def test_there_are_nine_kinds_with_different_plurals() -> None:
    assert list(KINDS) == list(PROPERTIES)
    assert " ".join(PLURALS) == "companies models offerings events products instruments benchmarks people sources"
    assert {kind.name: kind for kind in PLURALS.values()} == KINDS


@for_each("kind, event_type, word", WORDS)
def test_a_word_of_the_vocabulary_is_declared_in_its_shape(kind: str, event_type: str, word: str) -> None:
    name, shape, qualifiers, lasting = _parse_word(word)

    declared = KINDS[kind].property(name, type_name=event_type or None)

    assert declared is not None
    assert (declared.shape, declared.lasting) == (shape, lasting)
    assert tuple(q.name for q in declared.qualifiers) == qualifiers


def test_the_event_types_are_those_of_the_vocabulary() -> None:
    assert [t.name for t in KINDS["event"].types] == list(EVENT_TYPES)


@for_each("event_type", EVENT_TYPES)
def test_participants_accept_the_roles_of_the_event_type(event_type: str) -> None:
    wanted = set(EVENT_TYPES[event_type][1].split())

    roles = _codes(KINDS["event"], "participants", "role", event_type=event_type)

    assert wanted <= roles <= set(ROLES.codes)


def test_every_role_belongs_to_an_event_type() -> None:
    taken = {role for t in KINDS["event"].types for role in t.roles}

    assert taken == set(ROLES.codes)
    assert set(ROLE_WORDS.split()) <= taken


@for_each("owner, name, qualifier", CODES)
def test_the_codes_of_the_vocabulary_are_accepted(owner: str, name: str, qualifier: str) -> None:
    kind, event_type = (KINDS[owner], None) if owner in KINDS else (KINDS["event"], owner)

    taken = _codes(kind, name, qualifier, event_type=event_type)

    assert set(CODES[owner, name, qualifier].split()) <= taken


def test_the_measures_of_the_vocabulary_are_declared() -> None:
    assert set(MEASURE_WORDS.split()) <= set(MEASURES)


def test_names_titles_dates_and_types_are_required() -> None:
    required = {kind.name: [p.name for p in kind.properties if p.required] for kind in KINDS.values()}

    assert required.pop("event") == ["type", "title", "date"]
    assert required.pop("source") == ["title"]
    assert set(map(tuple, required.values())) == {("name",)}


def test_the_immutable_properties_are_those_of_identity() -> None:
    immutable = {kind.name: {p.name for p in kind.properties if p.immutable} for kind in KINDS.values()}

    assert immutable.pop("source") == {"url", "publisher", "published", "sha256", "derived_from", "supersedes"}
    assert immutable.pop("event") == {"type"}
    assert set().union(*immutable.values()) == set()


def test_lists_are_ordered_by_the_main_date_or_else_by_name() -> None:
    assert {kind.name: kind.order for kind in KINDS.values()} == {
        "company": "name",
        "model": "released",
        "offering": "released",
        "event": "date",
        "product": "released",
        "instrument": "name",
        "benchmark": "released",
        "person": "name",
        "source": "published",
    }


def test_only_a_price_is_a_series() -> None:
    assert [(k.name, p.name) for k in KINDS.values() for p in k.properties if p.series] == [("instrument", "price")]


def _codes(kind: Kind, name: str, qualifier: str, *, event_type: str | None) -> set[str]:
    declared = kind.property(name, type_name=event_type)
    assert declared is not None
    owner = declared.qualifier(qualifier) if qualifier else declared
    assert owner is not None
    assert isinstance(owner.type, CodeType)
    return set(owner.type.codes)


def _parse_word(word: str) -> tuple[str, Shape, tuple[str, ...], bool]:
    """Parse "prices Q{direction tier} L" to name, shape, qualifiers and whether it is lasting."""
    name, *marks = word.replace("{", " {").split(" ")
    text = " ".join(marks)
    shape = Shape.PER_QUALIFIERS if "Q" in marks else Shape.MANY if "M" in marks else Shape.ONE
    qualifiers = text[text.index("{") + 1 : text.index("}")].split() if "{" in text else []
    return name, shape, tuple(qualifiers), "L" in marks
