"""The questions of oversight, one module for each part."""
