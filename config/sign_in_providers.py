"""Each agency's own sign-in provider (OpenID Connect), read from the file that TESSERA_OIDC_FILE names."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

NEEDED = ("id", "name", "client_id", "secret_file", "server_url", "partnership", "agency")
ALSO = ("email_domains", "token_auth_method")
LOCAL = ("127.0.0.1", "localhost", "::1")


def providers(path: str) -> list[dict[str, Any]]:
    """Every provider in the file, as the sign-in library wants them; none where there is no file.

    Raises ValueError, saying which entry and what is wrong, where the file is not as docs/how-to/sign-in-by-oidc.md
    says. Half-read, it would lock an agency out or let another one in.
    """
    if not path:
        return []
    entries = json.loads(Path(path).read_text(encoding="utf-8"))
    if not isinstance(entries, list):
        raise ValueError(f"{path}: write a list of providers, in square brackets.")
    found = [_provider(entry, f"{path}, entry {number}") for number, entry in enumerate(entries, 1)]
    names = [one["provider_id"] for one in found]
    if len(set(names)) != len(names):
        raise ValueError(f"{path}: two providers have the same id.")
    return found


def _provider(entry: Any, where: str) -> dict[str, Any]:
    if not isinstance(entry, dict) or (missing := [n for n in NEEDED if not _text(entry.get(n))]):
        raise ValueError(
            f"{where}: {', '.join(missing) if isinstance(entry, dict) else 'a provider'} is missing."
        )
    if unknown := set(entry) - {*NEEDED, *ALSO}:
        raise ValueError(f"{where}: {', '.join(sorted(unknown))} is not known here.")
    if not re.fullmatch(r"[a-z0-9-]{1,30}", entry["id"]):
        raise ValueError(f"{where}: an id is 1 to 30 small letters, numbers and hyphens.")
    server = urlsplit(entry["server_url"])
    if server.scheme != "https" and server.hostname not in LOCAL:
        raise ValueError(f"{where}: server_url must begin with https://")
    domains = entry.get("email_domains", [])
    if not isinstance(domains, list) or not all(_text(domain) for domain in domains):
        raise ValueError(f"{where}: email_domains is a list of domains.")
    settings = {
        "server_url": entry["server_url"],
        "partnership": entry["partnership"],
        "agency": entry["agency"],
        "verified_email": domains or False,
        "oauth_pkce_enabled": True,
    }
    if method := entry.get("token_auth_method"):
        settings["token_auth_method"] = method
    return {
        "provider_id": entry["id"],
        "name": entry["name"],
        "client_id": entry["client_id"],
        "secret": Path(entry["secret_file"]).read_text(encoding="utf-8").strip(),
        "settings": settings,
    }


def _text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())
