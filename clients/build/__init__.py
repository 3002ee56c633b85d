"""Writes the typed parts of the clients from the declarations of the service: `make client`."""
