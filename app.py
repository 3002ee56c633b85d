"""The Lambda entry points: creates the Chalice application and registers every route, the schedule and the stream."""

from chalicelib.api import Application, register
from chalicelib.api.http.request.world import get_world
from chalicelib.feeds import schedule, stream

app = Application(app_name="aifacts")
register(app)
tick = schedule(app, get_world)
send = stream(app, get_world)
