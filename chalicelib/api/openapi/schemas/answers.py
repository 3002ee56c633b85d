"""The schemas of answers, derived from the types that the verbs answer with; and of the pages of lists."""

from collections.abc import Mapping
from typing import Any

from chalicelib.api.access.answer_types import KeyWithSecretJson, OwnKeyJson
from chalicelib.api.entities.answer_types import EntityGotJson
from chalicelib.api.openapi.names import schema_ref
from chalicelib.api.openapi.schemas.builders import array, closed, page_of
from chalicelib.api.openapi.schemas.derived import Derivation
from chalicelib.api.openapi.schemas.entities import any_entity
from chalicelib.api.openapi.schemas.scalars import COUNT, SCALARS, Schema
from chalicelib.api.pages.answer_types import (
    HealthJson,
    LinksetJson,
    LinkTarget,
    ProblemExplainedJson,
    ProblemsExplainedJson,
    StartJson,
)
from chalicelib.api.reconciliation.answer_types import (
    EntityCellJson,
    ExtendedPropertyJson,
    ExtendedRowJson,
    ExtensionCellJson,
    FloatCellJson,
    IntCellJson,
    PropertyProposalsJson,
    ReconciledCandidateJson,
    ReconciledFeatureJson,
    ReconciliationExtensionJson,
    ReconciliationManifestJson,
    ReconciliationResultJson,
    ReconciliationResultsJson,
    ReconciliationTypeJson,
    ServicePathJson,
    SuggestedJson,
    SuggestionsJson,
    TextCellJson,
)
from chalicelib.api.search.answer_types import CandidateJson, ResolutionJson
from chalicelib.api.series.answer_types import ComparedEntityJson, ComparisonJson, StepOfEntityJson
from chalicelib.api.syndication.answer_types import JsonFeedJson
from chalicelib.api.writes.answer_types import BatchJson, DryRunJson, OutcomesJson
from chalicelib.domain.answer_types import (
    AdjustmentJson,
    ErasureJson,
    EvidenceDifferenceJson,
    EvidenceMembersJson,
    FactJson,
    FactsJson,
    HintJson,
    RetractionJson,
)
from chalicelib.domain.resolving.answer_types import ReadingJson
from chalicelib.kinds import KINDS
from chalicelib.kinds.grouping import dimensions_of
from chalicelib.operations.access.answer_types import KeyJson
from chalicelib.operations.answer_types import (
    ConflictJson,
    DuplicateJson,
    ExplanationJson,
    IdentifiedJson,
    MergeReversalJson,
    MergingJson,
    NameFoundJson,
    OpenConflictJson,
    RevisionJson,
    StatsJson,
    StepJson,
)
from chalicelib.operations.facts.answer_types import NotRepeatedJson, UnrepeatedJson
from chalicelib.operations.following.answer_types import (
    AttemptJson,
    DeliveryJson,
    NewWatchJson,
    NewWebhookJson,
    NoticeJson,
    NoticesMetaJson,
    RotatedWebhookJson,
    WatchJson,
    WebhookJson,
)
from chalicelib.operations.numbering.answer_types import ChangeJson, ChangesSummaryJson
from chalicelib.operations.paging.answer_types import (
    CountsMetaJson,
    DuplicatesMetaJson,
    FactPageMetaJson,
    FeedMetaJson,
    IdentifiedPageMetaJson,
    NamePageMetaJson,
    PageMetaJson,
    ReferrerPageMetaJson,
    ResolvedMetaJson,
)
from chalicelib.operations.transfer.answer_types import ImportedJson
from chalicelib.operations.writes.erasing.answer_types import EntityErasedJson, FactErasureJson, TouchedRowJson

_COMPONENTS: Mapping[str, Any] = {
    "Adjustment": AdjustmentJson,
    "Attempt": AttemptJson,
    "Candidate": CandidateJson,
    "Change": ChangeJson,
    "ChangesSummary": ChangesSummaryJson,
    "ComparedEntity": ComparedEntityJson,
    "Comparison": ComparisonJson,
    "Batched": BatchJson,
    "Conflict": ConflictJson,
    "Delivery": DeliveryJson,
    "DryRun": DryRunJson,
    "Duplicate": DuplicateJson,
    "EntityCell": EntityCellJson,
    "EntityGot": EntityGotJson,
    "EntityErased": EntityErasedJson,
    "ErasureOnRecord": ErasureJson,
    "EvidenceDifference": EvidenceDifferenceJson,
    "EvidenceMembers": EvidenceMembersJson,
    "Explanation": ExplanationJson,
    "ExtendedProperty": ExtendedPropertyJson,
    "ExtendedRow": ExtendedRowJson,
    "ExtensionCell": ExtensionCellJson,
    "Fact": FactJson,
    "FactErasure": FactErasureJson,
    "Facts": FactsJson,
    "FloatCell": FloatCellJson,
    "Health": HealthJson,
    "Identified": IdentifiedJson,
    "Imported": ImportedJson,
    "IntCell": IntCellJson,
    "Key": KeyJson,
    "JsonFeed": JsonFeedJson,
    "KeyWithSecret": KeyWithSecretJson,
    "LinkTarget": LinkTarget,
    "Linkset": LinksetJson,
    "MergeReversed": MergeReversalJson,
    "Merging": MergingJson,
    "NameFound": NameFoundJson,
    "NewWatch": NewWatchJson,
    "NewWebhook": NewWebhookJson,
    "NotRepeated": NotRepeatedJson,
    "Notice": NoticeJson,
    "OpenConflict": OpenConflictJson,
    "Outcomes": OutcomesJson,
    "OwnKey": OwnKeyJson,
    "ProblemExplained": ProblemExplainedJson,
    "ProblemsExplained": ProblemsExplainedJson,
    "PropertyProposals": PropertyProposalsJson,
    "Reading": ReadingJson,
    "ReconciledCandidate": ReconciledCandidateJson,
    "ReconciledFeature": ReconciledFeatureJson,
    "ReconciliationExtension": ReconciliationExtensionJson,
    "ReconciliationManifest": ReconciliationManifestJson,
    "ReconciliationResult": ReconciliationResultJson,
    "ReconciliationResults": ReconciliationResultsJson,
    "ReconciliationType": ReconciliationTypeJson,
    "Resolution": ResolutionJson,
    "RetractionOnRecord": RetractionJson,
    "RotatedWebhook": RotatedWebhookJson,
    "Revision": RevisionJson,
    "Start": StartJson,
    "Stats": StatsJson,
    "Step": StepJson,
    "ServicePath": ServicePathJson,
    "Suggested": SuggestedJson,
    "Suggestions": SuggestionsJson,
    "TextCell": TextCellJson,
    "StepOfEntity": StepOfEntityJson,
    "TouchedRow": TouchedRowJson,
    "Unrepeated": UnrepeatedJson,
    "Watch": WatchJson,
    "Webhook": WebhookJson,
    "WriteHint": HintJson,
}
_PAGES: Mapping[str, tuple[str, Any]] = {
    "ChangePage": ("Change", FeedMetaJson),
    "ConflictPage": ("Conflict", PageMetaJson),
    "CountPage": ("GroupCount", CountsMetaJson),
    "DeliveryPage": ("Delivery", PageMetaJson),
    "Duplicates": ("Duplicate", DuplicatesMetaJson),
    "EntitiesGot": ("EntityGot", PageMetaJson),
    "FactPage": ("Fact", FactPageMetaJson),
    "IdentifiedPage": ("Identified", IdentifiedPageMetaJson),
    "KeyPage": ("Key", PageMetaJson),
    "NamePage": ("NameFound", NamePageMetaJson),
    "NoticePage": ("Notice", NoticesMetaJson),
    "OpenConflictPage": ("OpenConflict", PageMetaJson),
    "ReferrerPage": ("Referrer", ReferrerPageMetaJson),
    "Resolutions": ("Resolution", ResolvedMetaJson),
    "RevisionPage": ("Revision", PageMetaJson),
    "StepPage": ("Step", PageMetaJson),
    "WatchPage": ("Watch", PageMetaJson),
    "WebhookPage": ("Webhook", PageMetaJson),
}
_GROUP: Schema = {"type": "string", "minLength": 1, "maxLength": 60, "pattern": "^[A-Za-z0-9_-]+$"}
_GROUPED = (
    "A group and how many entities it has. A group is a code, a year, a quarter (`2025-Q1`) or a month, `unknown` if "
    "nobody said, or `none`."
)
_NEXT_NUMBER: Schema = {"type": "string", "maxLength": 12, "pattern": "^[0-9]+$"}


def answer_schemas() -> dict[str, Schema]:
    """Return these schemas by name."""
    derivation = Derivation(_COMPONENTS, inline={**SCALARS, "AnyEntity": any_entity()})
    pages = {
        name: page_of(
            schema_ref(item),
            meta=derivation.schema(meta),
            next_page=_NEXT_NUMBER if name in ("ChangePage", "NoticePage") else None,
            beside={"summary": schema_ref("ChangesSummary")} if name == "ChangePage" else None,
        )
        for name, (item, meta) in _PAGES.items()
    }
    return {
        **derivation.schemas(),
        **pages,
        "StepOfEntityPage": _steps_of_entities(),
        "GroupCount": _group_count(),
        **_reconciliation_answers(),
        "FactsOrOutcomes": {"oneOf": [schema_ref("Facts"), schema_ref("Outcomes")]},
    }


def _reconciliation_answers() -> dict[str, Schema]:
    """Return the unions at `/reconcile`. A reader takes the first form that fits: the last one has any keys."""
    queried = [schema_ref("ReconciliationExtension"), schema_ref("ReconciliationResults")]
    return {
        "ReconciliationAnswer": {"anyOf": [schema_ref("ReconciliationManifest"), *queried]},
        "ReconciliationPosted": {"anyOf": queried},
    }


def _steps_of_entities() -> Schema:
    """Return the schema of a page of steps of several entities, which names those."""
    page = page_of(schema_ref("StepOfEntity"), beside={"entities": array(schema_ref("ComparedEntity"), most=60)})
    return {**page, "required": [*page["required"], "entities"]}


def _group_count() -> Schema:
    """Return the schema of a group with its count: a member for each dimension that it was counted by."""
    names = dict.fromkeys(name for kind in KINDS.values() for name in dimensions_of(kind))
    members = dict.fromkeys(names, _GROUP)
    return closed({**members, "count": COUNT}, required=["count"], description=_GROUPED)
