"""Real catalogues as lines: flat bodies with `kind` and `slug`; `mappings` has one module a catalogue."""
