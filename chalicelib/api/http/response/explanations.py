"""The problem codes of facts and entities: the cause of each, what to do, and an example."""

from chalicelib.domain import errors
from chalicelib.domain.errors import Fault, Refusal
from chalicelib.late_dataclass import dataclass

COMPANY = "/v1/companies/deepseek"


@dataclass(frozen=True)
class Explanation:
    """The meaning of a problem code: its cause, what to do about it, and an example with the path of its request."""

    cause: str
    cure: str
    example: Refusal
    path: str = COMPANY


_COUNTRY = Fault(
    "/country",
    "unknown_code",
    '"Korea" is not the ISO code of a country. It may mean KR (South Korea) or KP (North Korea). '
    'Write a code such as "DE" for Germany, or "EU".',
)
_CROWDED = Fault(
    "/facts/0",
    "too_many_facts",
    "The slot of `website` keeps at most 2000 facts, including retracted ones, and would have 2001.",
)

OF_FACTS = (
    Explanation(
        "The body is well-formed JSON, but its content cannot be recorded: a property that the kind does not have, a "
        "value of the wrong type, or a source or entity that does not exist.",
        "Read `errors`. It lists all faults of the request in one response, each with a JSON pointer to its place and "
        "what would be right. Correct them all and send the request again. `/v1/vocabulary` lists every accepted term.",
        errors.Invalid(_COUNTRY.detail, faults=(_COUNTRY,)),
        "/v1/companies",
    ),
    Explanation(
        "The facts of one request are recorded in one transaction of at most 100 actions, and this request needs "
        "more. Each new fact is one action. Each entity adds one for its revision, one for its view, and one for each "
        "long property that changes, such as `scores`. An idempotency key adds one.",
        "Read `parts`, which counts the actions of each sort, and send fewer values in one request. To create a large "
        "entity, create it with some of its values and add the rest with PATCH. `POST /v1/facts?atomic=false` accepts "
        "any 100 facts and uses as many transactions as they need.",
        errors.TooManyActions(
            "This needs 120 actions in one transaction (100 facts, 10 revisions, 10 views); the maximum is 100. Take "
            "out at least 20 values and send the rest in another request. Or send them with `atomic=false`, which "
            "uses as many transactions as needed.",
            context={
                "actions": 120,
                "limit": 100,
                "parts": {"facts": 100, "revisions": 10, "views": 10},
            },
        ),
        "/v1/facts",
    ),
    Explanation(
        "A slot keeps at most 2,000 facts and an entity at most 20,000, retracted facts included. This request would "
        "exceed one of these limits: `facts` is the number that it would reach, `limit` is the limit. The daily values "
        "of a series do not count. Nothing was written, and existing facts stay readable.",
        "Send only facts that are not on record yet. Facts with different qualifiers, periods or scopes have different "
        "slots (see `/docs/choosing`), so state these in the fact. If the entity itself is too large, split it into "
        "several.",
        errors.TooManyFacts(_CROWDED.detail, faults=(_CROWDED,), context={"facts": 2001, "limit": 2000}),
        "/v1/facts",
    ),
    Explanation(
        "An item of the table holds at most 400 KB, a transaction at most 4 MB and a response at most 4.5 MB. This "
        "request would exceed one of these limits.",
        "Send fewer or shorter values. If an entity has too many remarks, split it into several entities. If a "
        "comparison in CSV is too large, compare fewer entities or properties.",
        errors.Oversized(
            "An item has at most 409600 bytes, and @remarks would have 516900.",
            context={"bytes": 516900, "limit": 409600},
        ),
    ),
    Explanation(
        "The path, the entity or the fact does not exist, or did not exist at the requested `known_at`.",
        "Check the spelling. A ref is `kind/slug` in lower case. `/v1/search` finds an entity by any of its names, and "
        "`/openapi.json` lists every path.",
        errors.NotFound("There is no company/deepsek."),
        "/v1/companies/deepsek",
    ),
    Explanation(
        "An entity of this kind already has the slug, or had it before it was merged or retired. A slug is never "
        "reused.",
        "If it is the same entity, add facts to it with PATCH: at `ref`, or at `merged_into` if it was merged. If it "
        "is a different entity, or the existing one was retired, choose another slug.",
        errors.Duplicate("company/deepseek already exists; add to it with PATCH.", context={"ref": "company/deepseek"}),
        "/v1/companies",
    ),
    Explanation(
        "An entity of this kind with the same identity is on record under another slug: the same identifier, `url`, "
        "`website`, `sha256` or name; of an offering, also the same provider; of an event, the same type and leading "
        "participant at most two days apart. Nothing was written.",
        "Read `candidates`, which says of each why it may be the same. If one is, add to it with PATCH. If none is, "
        "send the request again with `allow_duplicate=true`; the history shows that it was. `POST /v1/duplicates` "
        "looks without writing.",
        errors.PossibleDuplicate(
            "company/deepseek-ai may be on record already as company/deepseek (same name). If it is the "
            "same, add to that with PATCH; if not, send this again with `allow_duplicate=true`.",
            context={
                "candidates": [
                    {
                        "ref": "company/deepseek",
                        "kind": "company",
                        "label": "DeepSeek",
                        "hint": {"country": "CN"},
                        "why": ["same name"],
                    }
                ]
            },
        ),
        "/v1/companies",
    ),
    Explanation(
        "This exact fact is on record and was retracted. Sending it again does not reinstate it.",
        "Read `retraction` for the reason. If the fact is right after all, reinstate it: POST a reason to its "
        "`/reinstatement`.",
        errors.Retracted(
            "company~deepseek~country~0123 was retracted at 2026-11-23T10:00:00.000Z. To restore it, reinstate it "
            "(POST /v1/facts/company~deepseek~country~0123/reinstatement).",
            context={"fact": "company~deepseek~country~0123"},
        ),
        "/v1/facts",
    ),
    Explanation(
        "The current state of the fact, entity or key does not allow this operation. Examples: retracting a retracted "
        "fact, reinstating a fact that was not retracted, or removing the last name of an entity.",
        "Read the resource again. The detail says what has to be done first, if anything.",
        errors.NotAllowedNow("company~deepseek~country~0123 is already retracted."),
        "/v1/facts/company~deepseek~country~0123/retraction",
    ),
    Explanation(
        "The entity was retired: it was created by mistake, or this service does not cover it.",
        "Remove your references to it; `reason` says why it was retired. To read it as it was, send a `known_at` "
        "before `retired_at`. If it was a mistake, reverse it: POST a reason to its `/retirement/reversal`.",
        errors.Gone(
            "company/deepsek was retired; read it with a `known_at` before 2026-11-23T10:00:00.000Z. Reason: Entered "
            "by mistake.",
            context={"retired_at": "2026-11-23T10:00:00.000Z", "reason": "Entered by mistake."},
        ),
        "/v1/companies/deepsek",
    ),
    Explanation(
        "You asked to reverse the retirement of an entity that is not retired: it is live, or it was merged into "
        "`into`.",
        "Read its history: another request may have reversed the retirement before. Nothing has to be done if the "
        "entity is live.",
        errors.NotRetired("company/deepseek is not retired, so there is no retirement to reverse."),
        f"{COMPANY}/retirement/reversal",
    ),
    Explanation(
        "You asked to reverse the merge of an entity that is not merged: it is live, or it was retired.",
        "Read its history: another request may have reversed the merge before. A retired entity comes back with a "
        "reason to its `/retirement/reversal`.",
        errors.NotMerged("company/deepseek is not merged, so there is no merge to reverse."),
        f"{COMPANY}/merge/reversal",
    ),
    Explanation(
        "You asked to reverse a merge whose survivor was itself merged into another entity, or retired, since. The "
        "copied facts may have been copied again from there.",
        "Reverse what happened last first: POST a reason to the `/merge/reversal` or `/retirement/reversal` of "
        "`survivor`. Then reverse this merge, and merge or retire the survivor again if that was right.",
        errors.SurvivorEnded(
            "company/deep-seek was merged into company/deepseek, which was retired since. Reverse that first (POST "
            "/retirement/reversal).",
            context={"survivor": "company/deepseek"},
        ),
        "/v1/companies/deep-seek/merge/reversal",
    ),
    Explanation(
        "`after` is greater than the newest number of the change feed. Either the table was restored to an earlier "
        "point in time, or the number comes from another deployment.",
        "`head` is the newest number. Ask the operator up to which number the feed was kept, and continue from there, "
        "or start again with `after=0`. Numbers above it may now belong to other changes than those you have seen.",
        errors.BeyondHead(
            "There is no change 4711; the newest is 4200. If the table was restored to an earlier state, continue "
            "from the number up to which the feed was kept, or from 0.",
            context={"head": 4200},
        ),
        "/v1/changes",
    ),
    Explanation(
        "The entity was merged into another, because both are the same. Its paths redirect (308) to the same path of "
        "the other entity. Where a redirect is not possible, such as for a fact in a request body, the status is 409.",
        "Follow `Location`, and use the ref in `into` in later requests. If the merge was a mistake, reverse it: POST "
        "a reason to `/merge/reversal` of the merged entity.",
        errors.Merged(
            "company/deep-seek was merged into company/deepseek.",
            context={"into": "company/deepseek", "at": "2026-11-23T10:00:00.000Z"},
        ),
        "/v1/companies/deep-seek",
    ),
)
