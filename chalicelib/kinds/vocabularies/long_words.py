"""The lists of the vocabulary that only the whole has, because they are long."""

ELSEWHERE = ("currencies", "measures")
