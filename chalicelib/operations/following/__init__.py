"""Webhooks and watches: who follows the change feed, and how."""
