"""Deployment to AWS: the zip, the template, the change set and smoke tests. None of this is in the zip."""
