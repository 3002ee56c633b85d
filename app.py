"""The Lambda entry point: creates the Chalice application and registers every route."""

from chalicelib.api import Application, register

app = Application(app_name="aifacts")
register(app)
