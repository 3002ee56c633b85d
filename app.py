"""The Lambda entry point: creates the Chalice application and registers every route."""

from chalicelib.api import Service, register

app = Service(app_name="aifacts")
register(app)
