"""Real catalogues as lines: flat bodies with `kind` and `slug`, one module a catalogue, each with its mapping."""
