"""Calls out to addresses that callers give: checked, to public addresses only, bounded in time and size."""
