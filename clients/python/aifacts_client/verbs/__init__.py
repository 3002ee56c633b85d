"""The calls of the service, one function for each verb; both clients send them."""
