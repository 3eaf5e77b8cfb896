"""Pages of a partnership's settings, for its administrators, who see no case."""
