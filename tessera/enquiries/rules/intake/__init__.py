"""Taking in referrals that another system hands over: a JSON Lines file, one referral a line.

Pure: bytes in, and for each line either a clean typed referral or every reason it is refused, by field.
Nothing here touches a database; `actions` decides what is new and stores it.

    for outcome in read_referrals(stream, received_by=now, agencies=settings.agency_code):
        outcome.line_number, outcome.referral, outcome.problems

What is decided here, and why:

- **A line is whole or refused.** Every reason is given at once, so that a sender mends a line once.
- **Reasons never carry what the line says.** They name the field and the rule, never the child's data:
  reasons end up in logs, e-mails and tickets that the record itself must never reach.
- **A blank line is neither received nor refused.** Line numbers count it, so they match a text editor's.
- **Text is kept as sent**, in Unicode's composed form (NFC). Markup is text: making it safe is the work of
  whatever shows it. One-line values (names, references, codes) lose the spaces around them and invisible
  layout characters, which would hide a match; a right-to-left *override* there is refused, because it makes
  one name read as another. Longer text keeps such characters: refusing a worry over how it was typed would do
  more harm.
- **A born child may have no given name.** A newborn may not have one yet, and a sender may not know it; the
  schema asks for none.
- **The same reference from the same agency is the same referral** (`Referral.identity`). It stands as first
  received. `Referral.fingerprint` tells whether it came again with other content, so that this can be said
  aloud.
"""

from tessera.enquiries.rules.intake.check import Outcome, check, read_referrals
from tessera.enquiries.rules.intake.problem import WHOLE_LINE, Problem
from tessera.enquiries.rules.intake.reading import LIMIT_BYTES, RawLine, RefusedLine, read_lines
from tessera.enquiries.rules.intake.referral import (
    Address,
    Adult,
    Child,
    Consent,
    KeepFromFamily,
    Line,
    OtherAgency,
    Referral,
    Referrer,
    Voice,
)
from tessera.enquiries.rules.intake.times import Precision, When

__all__ = [
    "LIMIT_BYTES",
    "WHOLE_LINE",
    "Address",
    "Adult",
    "Child",
    "Consent",
    "KeepFromFamily",
    "Line",
    "OtherAgency",
    "Outcome",
    "Precision",
    "Problem",
    "RawLine",
    "Referral",
    "Referrer",
    "RefusedLine",
    "Voice",
    "When",
    "check",
    "read_lines",
    "read_referrals",
]
