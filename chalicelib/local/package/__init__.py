"""What goes to AWS: the zip, the template, the change set, and a look at what is live. Nothing of it is in the zip."""
