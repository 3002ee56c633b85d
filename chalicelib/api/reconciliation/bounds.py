"""The bounds of reconciliation: how much a batch, a query and an extension may hold."""

BATCH_SIZE = 50  # queries of a batch; the manifest announces it
MAX_KEY_CHARS = 100  # of a key of a batch
MAX_PROPERTIES = 50  # of a query, and of an extension
MAX_VALUES = 20  # of a property of a query
MAX_LOOKUPS = 100  # different identifiers of a batch
MAX_PID_CHARS = 120
MAX_SUGGESTED = 20  # of a suggestion
