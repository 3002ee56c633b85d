"""The other services, each written as its documentation teaches, each in two forms.

The variable FORM names the form: `attributes`, each member of an entity as an attribute of the item, or `blob`, the
whole entity as JSON in the attribute `body`, as ours stores it. The table has the name of the form.
"""
