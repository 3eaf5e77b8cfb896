"""An agency's sign-in provider on this machine: discovery, authorisation, token, keys and what it knows of somebody.

A real one in small: authorisation codes that work once and only with their verifier (PKCE), RS256 signatures.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "tessera", "not much of a secret"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Provider:
    """Who is signed in there (`claims`), and how it misbehaves, as the test wishes."""

    address: str
    key: rsa.RSAPrivateKey = field(default=KEY, repr=False)
    claims: dict[str, Any] = field(default_factory=dict)
    told: dict[str, Any] | None = None
    audience: str = CLIENT
    issuer: str = ""
    lifetime: int = 300
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "userinfo_endpoint": f"{self.address}/userinfo",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        }

    def keys(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": "one", "use": "sig", "alg": "RS256"}]}

    def authorize(self, query: dict[str, str]) -> str:
        """Where the provider sends the browser back to, with a code."""
        assert query["client_id"] == CLIENT
        assert query["response_type"] == "code"
        assert query["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe()
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def token(self, form: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """A token for a code; None where the code, the verifier or the client's secret is wrong."""
        asked = self.codes.pop(form.get("code", ""), None)
        expected = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if asked is None or authorization != expected or form["redirect_uri"] != asked["redirect_uri"]:
            self.refused.append("code")
            return None
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != asked["code_challenge"]:
            self.refused.append("verifier")
            return None
        now = int(time.time())
        payload = {
            "iss": self.issuer or self.address,
            "aud": self.audience,
            "iat": now,
            "exp": now + self.lifetime,
            **self.claims,
        }
        signed = jwt.encode(payload, self.key, algorithm="RS256", headers={"kid": "one"})
        return {
            "access_token": secrets.token_urlsafe(),
            "token_type": "Bearer",
            "id_token": signed,
            "expires_in": 60,
        }


@contextmanager
def running() -> Iterator[Provider]:
    """A provider that answers on a free port of this machine."""
    provider = Provider("")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(path.query).items()}
            if path.path == "/.well-known/openid-configuration":
                self.answer(provider.discovery())
            elif path.path == "/keys":
                self.answer(provider.keys())
            elif path.path == "/userinfo":
                self.answer(provider.claims if provider.told is None else provider.told)
            elif path.path == "/authorize":
                self.send_response(302)
                self.send_header("Location", provider.authorize(query))
                self.end_headers()
            else:
                self.send_error(404)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            given = provider.token(form, self.headers.get("Authorization", ""))
            self.answer(given or {"error": "invalid_grant"}, 200 if given else 400)

        def answer(self, body: dict[str, Any], status: int = 200) -> None:
            encoded = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(encoded)))
            self.end_headers()
            self.wfile.write(encoded)

        def log_message(self, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        provider.address = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield provider
        finally:
            server.shutdown()
            thread.join(10)
