"""The only floor that uses a database: keys, rows, one table with four verbs, two engines."""
