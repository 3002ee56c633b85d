"""The local run: engine, table, a key, the seeds and a gateway in one process. No other floor imports it."""
