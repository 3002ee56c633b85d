"""Refusals of webhooks and watches."""

from chalicelib.domain.errors import Refusal


class NotSetUp(Refusal):
    """This deployment lacks a setting that the request needs; the context holds it as `setting`."""

    code, title = "not_set_up", "Not set up in this deployment"


class TooManyFollowers(Refusal):
    """The key has as many webhooks, or watches, as it may have; the context holds the `limit`."""

    code, title = "too_many_followers", "Too many webhooks or watches"
