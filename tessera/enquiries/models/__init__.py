"""Tables of the front door, in the order a referral meets them."""

from tessera.enquiries.models.asking import Chase, DraftAnswer, NotShared, Request, Return
from tessera.enquiries.models.deciding import Challenge, Decision, Feedback, ReliedOn
from tessera.enquiries.models.enquiry import Clock, Confirmation, Danger, Enquiry, Pause, Rating
from tessera.enquiries.models.handing import HandedLine, HandOver
from tessera.enquiries.models.protecting import Protection
from tessera.enquiries.models.referral import (
    Draft,
    Referral,
    ReferralAddress,
    ReferralAdult,
    ReferralAnswer,
    ReferralChild,
    Screening,
)

__all__ = (
    "Challenge",
    "Chase",
    "Clock",
    "Confirmation",
    "Danger",
    "Decision",
    "Draft",
    "DraftAnswer",
    "Enquiry",
    "Feedback",
    "HandOver",
    "HandedLine",
    "NotShared",
    "Pause",
    "Protection",
    "Rating",
    "Referral",
    "ReferralAddress",
    "ReferralAdult",
    "ReferralAnswer",
    "ReferralChild",
    "ReliedOn",
    "Request",
    "Return",
    "Screening",
)
