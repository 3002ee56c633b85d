"""A small API Gateway for the local run: makes a REST (v1) event of an HTTP/1.1 request, and HTTP of the answer."""

from chalicelib.local.gateway.server import Gateway

__all__ = ["Gateway"]
