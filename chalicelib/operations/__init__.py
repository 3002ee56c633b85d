"""The verbs, one module each. They use the four verbs of the table, and know neither HTTP nor AWS."""
