"""The report of `make bench`: from raw numbers to tables, goals and plots."""
