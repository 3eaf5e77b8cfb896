"""The demonstration: the invented borough of Thornmere, its cast, its cases. Tests use the same people."""
