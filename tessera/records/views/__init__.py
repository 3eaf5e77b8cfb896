"""Pages of notes, of what is attached to them and of what children say: one module for each."""
