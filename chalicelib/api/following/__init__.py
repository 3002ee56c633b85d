"""The verbs of webhooks and watches."""
