"""The mappings of the catalogues: what each field of their files is in our words, one module a catalogue."""
