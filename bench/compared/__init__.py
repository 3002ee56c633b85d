"""The comparison with other services: the same requests, the same answers of DynamoDB, by turns."""
