"""What may be typed on the pages of oversight, one module for each part."""
