"""The tools that agents call, each a module: it asks verbs of the API and makes their answers small."""
