"""Entries, gaps and filters: pure, so that a property test can turn them over."""
