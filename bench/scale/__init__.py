"""Questions asked of tables that grow from a thousand facts to a million."""
