"""The HTTP floor, the only one that uses Chalice: one module for each verb, registered on an app by `register`."""

from chalice.app import Chalice

from chalicelib.api.http import access_log, application
from chalicelib.api.http.application import Application
from chalicelib.api.http.request import world
from chalicelib.api.http.routing.routes import ROUTES
from chalicelib.api.http.routing.verbs import MOST_ASKED
from chalicelib.settings import settings

__all__ = ["Application", "register"]


def register(app: Chalice) -> None:
    """Register every verb. On Lambda also build the client and load the verb of most requests: start-up is cheaper."""
    chosen = settings()
    access_log.begin(chosen)
    application.install(app)
    if chosen.on_lambda:
        ROUTES.of(MOST_ASKED)
        world.get_world()
