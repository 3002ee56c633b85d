"""The types of the answers of reconciliation, as JSON. The contract derives its schemas from them."""

from typing import Annotated, Literal, NotRequired, TypedDict

from chalicelib.api.reconciliation.bounds import BATCH_SIZE, MAX_PROPERTIES
from chalicelib.domain.answer_types import Description, JsonSchema
from chalicelib.domain.matching.match_decision import MAX_CANDIDATES

Plain = Annotated[str, JsonSchema(maxLength=5_000, pattern=r"^[^\x00]*$")]
Address = Annotated[str, JsonSchema(maxLength=2_000, pattern=r"^[!-~]*$")]
Whole = Annotated[int, JsonSchema(format="int64", minimum=-(2**53), maximum=2**53)]
Pixels = Annotated[int, JsonSchema(minimum=1, maximum=2_000)]


class ReconciliationTypeJson(TypedDict):
    """A kind as a type."""

    id: Plain
    name: Plain


class ReconciledFeatureJson(TypedDict):
    """A feature behind the score of a candidate."""

    id: Plain
    value: bool | float


class ReconciledEntityJson(TypedDict):
    """An entity."""

    id: Annotated[Plain, Description("Its ref.")]
    name: Plain
    type: Annotated[list[ReconciliationTypeJson], JsonSchema(maxItems=1)]
    description: NotRequired[Plain]


class ReconciledCandidateJson(ReconciledEntityJson):
    """An entity that a query may refer to."""

    score: Annotated[float, JsonSchema(minimum=0, maximum=1)]
    match: Annotated[bool, Description("Whether it is the match. The match is the first candidate.")]
    features: Annotated[list[ReconciledFeatureJson], JsonSchema(maxItems=30)]


class ReconciliationResultJson(TypedDict):
    """The candidates of a query."""

    result: Annotated[list[ReconciledCandidateJson], JsonSchema(maxItems=max(MAX_CANDIDATES + 1, 100))]


ReconciliationResultsJson = Annotated[
    dict[str, ReconciliationResultJson],
    # A key of OpenRefine is named: generators of clients make no type of a bare map.
    JsonSchema(maxProperties=BATCH_SIZE, properties={"q0": {"$ref": "#/components/schemas/ReconciliationResult"}}),
    Description("The candidates of each query by its key, such as `q0`."),
]


class EntityCellJson(TypedDict):
    """An entity as a value."""

    id: Plain
    name: Plain


class TextCellJson(TypedDict):
    """A text as a value: also a date, as EDTF, and an amount with its unit."""

    str: Plain


class FloatCellJson(TypedDict):
    """A number as a value."""

    float: float


class IntCellJson(TypedDict):
    """A whole number as a value."""

    int: Whole


ExtensionCellJson = EntityCellJson | TextCellJson | FloatCellJson | IntCellJson


class ExtendedPropertyJson(TypedDict):
    """A property of an extension, with the kind of its values if they are entities of one kind."""

    id: Plain
    name: Plain
    type: NotRequired[ReconciliationTypeJson]


CellsJson = Annotated[list[ExtensionCellJson], JsonSchema(maxItems=20_000)]
# As above, a property is named.
ExtendedRowJson = Annotated[
    dict[str, CellsJson],
    JsonSchema(
        maxProperties=MAX_PROPERTIES,
        properties={
            "country": {"type": "array", "items": {"$ref": "#/components/schemas/ExtensionCell"}, "maxItems": 20_000}
        },
    ),
    Description("The values of an entity by property, such as `country`."),
]


class ReconciliationExtensionJson(TypedDict):
    """The values of properties by the ids asked for."""

    meta: Annotated[list[ExtendedPropertyJson], JsonSchema(maxItems=MAX_PROPERTIES)]
    rows: dict[str, ExtendedRowJson]


class TemplateJson(TypedDict):
    """An address with `{{id}}` in place of an id."""

    url: Address


class PreviewMetadataJson(TypedDict):
    """Where previews are, and the size of their frame in pixels."""

    url: Address
    width: Pixels
    height: Pixels


class ServicePathJson(TypedDict):
    """Where a service is: the two parts of its address."""

    service_url: Address
    service_path: Address


class SuggestMetadataJson(TypedDict):
    """Where the suggestions are."""

    entity: ServicePathJson
    type: ServicePathJson
    property: ServicePathJson


class SettingChoiceJson(TypedDict):
    """A choice of a setting."""

    value: Plain
    name: Plain


class PropertySettingJson(TypedDict):
    """A setting of a property that is fetched."""

    name: Plain
    label: Plain
    type: Literal["select"]
    default: Plain
    help_text: Plain
    choices: Annotated[list[SettingChoiceJson], JsonSchema(maxItems=10)]


class ExtendMetadataJson(TypedDict):
    """The settings of an extension, and where properties are proposed."""

    propose_properties: ServicePathJson
    property_settings: Annotated[list[PropertySettingJson], JsonSchema(maxItems=10)]


# No members: a linter of contracts mistakes a schema with a member `in` for a parameter.
SecuritySchemeJson = Annotated[
    dict[str, Plain],
    JsonSchema(maxProperties=3),
    Description("How a key is sent, where reads need one: a security scheme of Swagger 2."),
]


class ReconciliationManifestJson(TypedDict):
    """The service manifest."""

    versions: Annotated[list[Literal["0.2"]], JsonSchema(maxItems=1)]
    name: Plain
    identifierSpace: Address
    schemaSpace: Address
    documentation: Address
    serviceVersion: Plain
    logo: Address
    defaultTypes: Annotated[list[ReconciliationTypeJson], JsonSchema(maxItems=100)]
    view: TemplateJson
    preview: PreviewMetadataJson
    suggest: SuggestMetadataJson
    extend: ExtendMetadataJson
    batchSize: Annotated[int, JsonSchema(minimum=1, maximum=1_000)]
    authentication: NotRequired[SecuritySchemeJson]


class SuggestedJson(TypedDict):
    """An entity, a kind or a property whose name begins as the user types."""

    id: Plain
    name: Plain
    description: NotRequired[Plain]
    notable: NotRequired[Annotated[list[ReconciliationTypeJson], JsonSchema(maxItems=1)]]


class SuggestionsJson(TypedDict):
    """The suggestions, the best first."""

    result: Annotated[list[SuggestedJson], JsonSchema(maxItems=20)]


class ProposedPropertyJson(TypedDict):
    """A property of a kind."""

    id: Plain
    name: Plain


class PropertyProposalsJson(TypedDict):
    """The properties of a kind, or of all, that an extension can fetch."""

    properties: Annotated[list[ProposedPropertyJson], JsonSchema(maxItems=1_000)]
    type: NotRequired[Plain]
    limit: Annotated[int, JsonSchema(minimum=1, maximum=1_000)]
