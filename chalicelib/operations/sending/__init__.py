"""Sends the changes of the feed to webhooks, and keeps the notices of watches."""
