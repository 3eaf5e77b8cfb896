"""What somebody may type of notes, of what is attached to them and of children's words."""
