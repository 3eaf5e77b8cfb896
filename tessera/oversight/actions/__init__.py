"""The verbs of oversight, one module for each part."""
