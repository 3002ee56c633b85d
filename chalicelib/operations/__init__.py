"""The verbs, one module each; they know the table's four verbs but neither HTTP nor AWS."""
