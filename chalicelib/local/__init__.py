"""The local run: engine, table, a key, the seeds and a gateway in one process. Nobody imports it."""
