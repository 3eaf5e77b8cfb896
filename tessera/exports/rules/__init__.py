"""What files are called, how a table is written, and what is put in the place of a name."""
