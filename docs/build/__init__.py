"""The site of the documentation: its pages and the reference, ready for MkDocs."""
