"""A name to keep a file under: still readable, safe on any system, in any header and on any page."""

import re
import unicodedata

LONGEST_BYTES = 120
"""Of the name in UTF-8. File systems allow 255; headers and screens are kinder to less."""

_NAMELESS = "attachment"
_KEPT_SIGNS = frozenset(" ()-_.,")
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9]|conin\$|conout\$)", re.I)


def safe_name(name: str) -> str:
    """The file's own name without its folders or anything that could be taken for more than a name.

    Letters of every script stay. One dot stays, before the ending, so that `scan.exe.pdf` cannot be taken for a
    program. At most 120 bytes in UTF-8, the ending kept. Never empty, and giving it again changes nothing.
    """
    last = re.split(r"[/\\]", name.encode("utf-8", "ignore").decode("utf-8"))[-1]
    clean = "".join(_kept(letter) for letter in unicodedata.normalize("NFC", last))
    stem, dot, ending = clean.rpartition(".")
    ending = re.sub(r"[^a-z0-9]", "", ending.casefold())[:8] if dot and stem.strip(" ._-") else ""
    if not ending:
        stem = clean
    stem = re.sub(r"[ _]*_[ _]*|  +", lambda found: "_" if "_" in found[0] else " ", stem.replace(".", "_"))
    stem = _shortened(stem.strip(" _-,"), LONGEST_BYTES - len(ending) - 2).strip(" _-,") or _NAMELESS
    if _DEVICES.fullmatch(stem):
        stem += "-file"
    return f"{stem}.{ending}" if ending else stem


def _kept(letter: str) -> str:
    """Letters, marks and digits of any script and a few signs; nothing for what is not seen; else a line below."""
    kind = unicodedata.category(letter)[0]
    if kind in "LMN" or letter in _KEPT_SIGNS:
        return letter
    return "" if kind == "C" else "_"


def _shortened(text: str, most: int) -> str:
    return unicodedata.normalize("NFC", text.encode("utf-8")[:most].decode("utf-8", "ignore"))
