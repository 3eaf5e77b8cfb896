"""Who belongs to whom, and where each stands in the picture: pure, and the same answer every time.

read(words) -> Reading                 what the words of a referral say of a tie
grow(members, ties) -> Tree            unions, generations, siblings; what cannot be drawn is left out and named
draw_up(tree) -> Plan                  where each person, line and home goes; nothing overlaps
crossings(plan) -> int                 how many lines cross
"""

from tessera.people.rules.family.crossing import crossings
from tessera.people.rules.family.plan import BOX, CELL, Home, Line, Mark, Place, Plan
from tessera.people.rules.family.reading import Reading, Side, read
from tessera.people.rules.family.settling import draw_up
from tessera.people.rules.family.tree import Member, Tie, Tree, Union, grow

__all__ = (
    "BOX",
    "CELL",
    "Home",
    "Line",
    "Mark",
    "Member",
    "Place",
    "Plan",
    "Reading",
    "Side",
    "Tie",
    "Tree",
    "Union",
    "crossings",
    "draw_up",
    "grow",
    "read",
)
