"""The parts that all tools share: arguments, questions to the verbs, words, sources, and the bound of an answer."""
