"""The problem codes of webhooks and watches: the cause of each, what to do, and an example."""

from chalicelib.api.http.response.explanations import Explanation
from chalicelib.domain.following_errors import NotSetUp, TooManyFollowers

OF_FOLLOWERS = (
    Explanation(
        "The operator of this service has not set what the request needs: `setting` names it. Webhooks need "
        "`WEBHOOK_KEY`, which encrypts their secrets.",
        "Ask the operator to set it. A watch works without it: create one and fetch its notices.",
        NotSetUp(
            "This service has no webhooks: its operator has not set WEBHOOK_KEY, which encrypts their secrets. "
            "A watch needs no secret: POST /v1/watches.",
            context={"setting": "WEBHOOK_KEY"},
        ),
        "/v1/webhooks",
    ),
    Explanation(
        "Your key has 20 webhooks, or 20 watches, and cannot have more.",
        "Delete one that you do not need, or name more kinds, refs or facts in one of them. A watch takes 200 facts "
        "and 200 revisions.",
        TooManyFollowers("This key has 20 watches, which is the limit. Delete one first.", context={"limit": 20}),
        "/v1/webhooks",
    ),
)
