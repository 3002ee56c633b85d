"""What the codes mean that facts, entities and the table refuse with: cause, cure and an example of each."""

from dataclasses import dataclass

from chalicelib.domain import errors
from chalicelib.domain.errors import Fault, Refusal

COMPANY = "/v1/companies/deepseek"


@dataclass(frozen=True)
class Explanation:
    """A code explained: what causes it, how to cure it, a refusal as it could be, and of which path."""

    cause: str
    cure: str
    example: Refusal
    path: str = COMPANY


_COUNTRY = Fault("/country", "unknown_code", '"Germany" is not the ISO code of a country; did you mean DE (Germany)?')
_CROWDED = Fault(
    "/facts/0",
    "too_many_facts",
    "The slot of `context_window` keeps at most 2000 facts, retracted ones too, and would have 2001.",
)

OF_FACTS = (
    Explanation(
        "The body is well-formed JSON, but what it says cannot be recorded: a property that the kind does not have, a "
        "value that is none of its type, a source or an entity that does not exist.",
        "Read `errors`: every fault of the request is there at once, each with a JSON pointer to its place and what "
        "would be right. Mend them all and send the request again. `/v1/vocabulary` has every word that is known.",
        errors.Invalid(_COUNTRY.detail, faults=(_COUNTRY,)),
        "/v1/companies",
    ),
    Explanation(
        "What is recorded together must fit into one transaction of at most 100 actions, and this does not. There is "
        "one action for each new fact, one for the revision and one for the view of each entity, one for each of its "
        "long properties that change, such as `scores`, and one for an idempotency key.",
        "`parts` says what the actions are. Send fewer values in one request and the others in another: create an "
        "entity with some of them and add the rest with PATCH. `POST /v1/facts?atomic=false` takes any 100 facts, in "
        "as many transactions as they need.",
        errors.TooManyActions(
            "This takes 120 actions in one transaction (100 facts, 10 revisions, 10 views), and 100 are the most: take "
            "out at least 20 values and send the rest in another request.",
            context={
                "actions": 120,
                "limit": 100,
                "parts": {"facts": 100, "revisions": 10, "views": 10},
            },
        ),
        "/v1/facts",
    ),
    Explanation(
        "A slot keeps at most 2,000 facts and an entity at most 20,000, retracted ones included, and this would pass "
        "one of the two: `facts` says how many there would be, `limit` how many are the most. The daily values of a "
        "series do not count. Nothing was written, and what is on record can be read as before.",
        "Leave out what is on record already. What differs by a qualifier, a period or a scope has a slot of its own: "
        "say so in the fact. Split an entity that has grown to this size into several.",
        errors.TooManyFacts(_CROWDED.detail, faults=(_CROWDED,), context={"facts": 2001, "limit": 2000}),
        "/v1/facts",
    ),
    Explanation(
        "An item of the table holds at most 400 KB and a transaction at most 4 MB; this would make one larger. "
        "Or a comparison in CSV would have more than 4.5 MB.",
        "Send fewer or shorter values. An entity whose remarks have grown to this size is better split into several. "
        "Compare fewer entities or properties.",
        errors.Oversized("An item has at most 400000 bytes, view would have 412345."),
    ),
    Explanation(
        "Nothing is at this path: the entity, the fact or the path does not exist, or did not at the `known_at` asked "
        "for.",
        "Look for slips of the pen: a ref is `kind/slug` in small letters. `/v1/search` finds an entity by any of its "
        "names, and `/openapi.json` lists every path.",
        errors.NotFound("There is no company/deepsek."),
        "/v1/companies/deepsek",
    ),
    Explanation(
        "An entity of this kind has the slug already, or had it before it was merged or retired: a slug is given once.",
        "If it is the same thing, add to it with PATCH at the `ref` that the problem names, or at `merged_into` where "
        "it was merged. If it is another thing, or was retired, choose another slug.",
        errors.Duplicate("company/deepseek exists already; add to it with PATCH.", context={"ref": "company/deepseek"}),
        "/v1/companies",
    ),
    Explanation(
        "Exactly this fact is on record, and somebody has retracted it. Sending it again does not bring it back.",
        "Read the `retraction` and its reason. If the fact should stand after all, POST a reason to its "
        "`/reinstatement`.",
        errors.Retracted(
            "company~deepseek~country~0123 was retracted at 2026-11-23T10:00:00.000Z; if it is to stand again, "
            "reinstate it (POST /v1/facts/company~deepseek~country~0123/reinstatement).",
            context={"fact": "company~deepseek~country~0123"},
        ),
        "/v1/facts",
    ),
    Explanation(
        "The thing is in a state that does not allow this, such as retracting what is retracted, reinstating what "
        "stands, or taking an entity's last name away.",
        "Read it again, and do what its present state needs first; the detail names that.",
        errors.NotAllowedNow("company~deepseek~country~0123 is retracted already."),
        "/v1/facts/company~deepseek~country~0123/retraction",
    ),
    Explanation(
        "The entity was retired: it should not have been entered, or is no subject of this service.",
        "Stop asking for it; `reason` says why. It can still be read as it was, with a `known_at` before `retired_at`.",
        errors.Gone(
            "company/deepsek was retired: Entered by mistake. It can still be read with a `known_at` before "
            "2026-11-23T10:00:00.000Z.",
            context={"retired_at": "2026-11-23T10:00:00.000Z", "reason": "Entered by mistake."},
        ),
        "/v1/companies/deepsek",
    ),
    Explanation(
        "`after` is above the newest number of the change feed. The feed was taken back: its table was restored to an "
        "earlier moment. Or the number comes from another table.",
        "Start again from the number up to which the operator says that the feed was kept, or from `after=0`. The "
        "newest number is in `head`; changes that you saw above it may have other numbers now.",
        errors.BeyondHead(
            "There is no change 4711: the newest is 4200. The feed was taken back, as by a restore of the table: start "
            "again from the number up to which it was kept, or from 0.",
            context={"head": 4200},
        ),
        "/v1/changes",
    ),
    Explanation(
        "Two entities turned out to be one, and this one was merged into the other. Its paths are redirected (308) to "
        "the same place under the survivor; where no redirect would do, as for a fact in a body, the answer is 409.",
        "Follow `Location`, or use the ref in `into` from now on.",
        errors.Merged(
            "company/deep-seek was merged into company/deepseek.",
            context={"into": "company/deepseek", "at": "2026-11-23T10:00:00.000Z"},
        ),
        "/v1/companies/deep-seek",
    ),
    Explanation(
        "`If-Match` names another revision than the present one: somebody has written to the entity since you read it.",
        "Read the entity again, decide whether your change still makes sense, and send it with the new `ETag`.",
        errors.Stale("company/deepseek is at revision 8, not 7: read it again.", context={"revision": 8}),
    ),
    Explanation(
        "Retiring and merging are decided on what one has seen of the entity, and the request does not say what.",
        "Read the entity and send its `ETag` as `If-Match`; `If-Match: *` says that it may be whatever it is.",
        errors.PreconditionRequired("Send If-Match with the ETag of the entity as you have read it, or *."),
        f"{COMPANY}/retirement",
    ),
    Explanation(
        "Too many writers want the same entity at once, or the table is throttled.",
        "Wait as long as `Retry-After` says, then send the same request again, and wait longer each time. Facts are "
        "known by their content, so sending them twice does no harm.",
        errors.Busy("Other writers were faster five times in a row."),
    ),
    Explanation(
        "The entity was last written at an instant more than a minute ahead of this service's clock: one of two clocks "
        "is wrong. Each write is later than the one before, so this one would be dated to the future.",
        "Tell the operator, whose log names the entity: the wrong clock has to be set right, and where the last write "
        "was the wrong one, the operator decides how the entity goes on. Reads are answered as ever.",
        errors.AheadOfClock(
            "company/deepseek was last written at 2027-11-23T10:00:00.000Z, 31,536,000 s ahead of this service's "
            "clock (2026-11-23T10:00:00.000Z). Nothing was written: tell the operator that one of the two is wrong.",
            context={"ref": "company/deepseek", "updated_at": "2027-11-23T10:00:00.000Z", "retry_after": 60},
        ),
    ),
    Explanation(
        "The service cannot use its data: it may not, does not find it, or a part of it is damaged. The log says why.",
        "Nothing in the request is wrong, and sending it again shortly does not help. Tell the operator, with the "
        "`request_id`; `/readyz` says when the service can work again.",
        errors.Unavailable("The service cannot use its data until its operator acts.", cause="not in the document"),
    ),
    Explanation(
        "No room is left where the data is kept, or writing there fails. Nothing is written; reading goes on.",
        "Tell the operator, with the `request_id`. Send the same request again once `/readyz` answers 200.",
        errors.StorageFull("The data can be read, but not written: no room is left.", cause="not in the document"),
        "/v1/companies",
    ),
    Explanation(
        "The `Idempotency-Key` came with another request within 24 hours: another method, path, query or body.",
        "Take a new key for each request, such as a random UUID, and send the same key only with the same request.",
        errors.IdempotencyKeyReused(
            "This idempotency key came with another request within the last 24 hours: take a new key for each request."
        ),
        "/v1/companies",
    ),
    Explanation(
        "The same request, with the same `Idempotency-Key`, is being carried out at this moment.",
        "Wait as long as `Retry-After` says, then send it again with the same key: you get the answer of the first.",
        errors.InProgress("The same request is being carried out: send it again shortly, with the same key."),
        "/v1/companies",
    ),
)
