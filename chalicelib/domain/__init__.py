"""The meaning of facts: values, evidence, slots, conflicts, resolution. Pure: no AWS, no HTTP, no clock."""
