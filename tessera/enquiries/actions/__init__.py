"""The verbs of the front door, in the order a referral meets them."""
