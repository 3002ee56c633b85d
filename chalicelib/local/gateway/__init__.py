"""API Gateway in miniature, for the local run: HTTP/1.1 in, a REST (v1) event to the app, its answer out."""

from chalicelib.local.gateway.server import Gateway

__all__ = ["Gateway"]
