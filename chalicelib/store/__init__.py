"""The only floor that speaks to a database: keys, rows, one table behind four verbs, two engines."""
