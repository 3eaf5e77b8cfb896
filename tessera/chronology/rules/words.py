"""What the shapes of a chronology are called, how much an entry matters, and in what two accounts differ."""

from tessera.chronology.rules.alike import Differs
from tessera.chronology.rules.entries import Shape
from tessera.core.language import Phrases
from tessera.records.rules.noting import NATURES

SHAPES = Phrases(
    {
        **{Shape(nature): words for nature, words in NATURES.english.items()},
        Shape.VOICE: "The child’s own words",
        Shape.DECISION: "A decision or step of the hub",
    }
)
SIGNIFICANCE = Phrases({0: "Not on the chronology", 1: "Background", 2: "Significant", 3: "Most significant"})
DIFFERS = Phrases(
    {
        Differs.WHEN: "They do not say the same time",
        Differs.SORT: "One calls it harm or a miss, the other a strength",
        Differs.NUMBERS: "Their numbers are not the same",
    }
)
