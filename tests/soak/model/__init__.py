"""A naive reading of the design in memory: each fact compared with each, and nothing stored but what was said.

It is written from the design and the vocabulary, and imports nothing of the service. It covers

- values: quantities with bounds, ranges and units of one group; dates, vague ones and intervals; refs and texts in
  place of one; codes, flags, labels, prose; `unknown` and `none`;
- slots: comparable qualifiers, scope, period, condition, unit groups, values of lists;
- steps 1 to 7 of reading a slot on lasting and fixed properties, those of events that settle or are staged, with
  denials, origins, confirmations, replacing and superseding; the reasons, conflicts with their sides, and `why`;
- the value shown of several slots, `disputed`, `hedged`, and that no standing value is unseen;
- the three clocks, alone and together;
- retraction, reinstatement, rank, revised evidence, each with its instant; retirement, merges and their reversals;
  erasure of a fact;
- requests sent twice, dry runs, refusals;
- revisions, the change feed, the counts of entities and conflicts, lists, and the list of open conflicts.

It leaves out amounts of money of a year (`real`), times of day, hours, durations, phrases, series, erasure of entities,
batches, imports and exports, cards, search, timelines, and the order and the entries of `also` (but no standing value
is unseen). A merge is tried once for each pair, of entities that state different things.
"""
