"""The Model Context Protocol, for agents: a thin face over the verbs of the API. No rule about facts is here."""
