"""Who is this? Names, numbers and dates compared: pure, and said in words.

compare(one, other) -> Comparison      reasons for and against, and whether to offer them as one person
keys(given), probes(given)             what is stored and what is looked for, so that few need comparing
"""

from tessera.people.rules.comparison import Comparison, Strength, compare
from tessera.people.rules.given import PersonDetails, PersonGiven, Place, details_of, given_of, tidy_postcode
from tessera.people.rules.keys import KEY_LENGTH, doors, exact_keys, keys, probes, strong_probes

__all__ = (
    "KEY_LENGTH",
    "Comparison",
    "PersonDetails",
    "PersonGiven",
    "Place",
    "Strength",
    "compare",
    "details_of",
    "doors",
    "exact_keys",
    "given_of",
    "keys",
    "probes",
    "strong_probes",
    "tidy_postcode",
)
