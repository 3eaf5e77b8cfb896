"""Made of one module for each part of the journey."""
