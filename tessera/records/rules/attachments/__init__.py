"""Which files may be attached, told by what is in them and not by what they are called.

    outcome = examine(stream, name)        # a Kind, or Refused with words for the person who chose the file
    stored_as = safe_name(name)

Pure: bytes in, a judgement out. What is decided here, and why:

- **A short list.** Ten kinds that agencies really send each other. Everything else is refused, not guessed at.
- **Name and content must agree.** A file that is one thing by its name and another by its content is refused even
  where both are allowed, because two programs would open it as two things.
- **Nothing that runs.** Macros, scripts, embedded programs, links that fetch something on opening, web pages and
  drawings that are web pages (SVG). Old Office files (OLE) can hide all of these, and are refused as a kind.
- **Nothing that cannot be looked into.** A file with a password cannot be scanned, so it is refused.
- **This is no virus scanner** and does not replace one. It narrows what a scanner, and a person, must judge.
"""

from tessera.records.rules.attachments.examine import examine
from tessera.records.rules.attachments.kinds import ACCEPT, HEAD_BYTES, KINDS, Kind, Reason, Refused, detect
from tessera.records.rules.attachments.names import safe_name

__all__ = ["ACCEPT", "HEAD_BYTES", "KINDS", "Kind", "Reason", "Refused", "detect", "examine", "safe_name"]
