"""What a condition of the policy is. Those that there are stand in conditions.py."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Condition:
    """`sql` holds for a row of `{t}`; `says` is the same in words, for the table that people read.

    `ties`: the keys of the row that it holds to themself, to what they belong to or to what they see (keys.py).
    """

    word: str
    sql: str
    says: str
    ties: tuple[str, ...] = ()
