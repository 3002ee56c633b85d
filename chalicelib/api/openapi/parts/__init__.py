"""The parts of the contract, each a document by itself that fits into the context of an agent."""
