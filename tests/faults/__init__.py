"""Forced faults and interleavings: two writers in every order, and every fault at every call of DynamoDB."""
