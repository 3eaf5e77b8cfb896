"""Pages of a chronology: reading it, saying what two agencies both told, and adding an agency's own."""
