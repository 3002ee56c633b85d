"""The methods of the client, by subject. `make client` makes those of the asynchronous client from them."""
