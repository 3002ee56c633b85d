"""The soak test: random programs over HTTP, compared with a naive model in memory."""
