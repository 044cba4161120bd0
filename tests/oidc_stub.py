"""An OpenID Connect provider on this machine: whoever comes is who the test says."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT = "citewell"


class Provider:
    """What the provider says: `claims` of the next person who signs in."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.claims: dict[str, object] = {}
        self._key = RSAKey.generate_key(2048, {"kid": "one"})
        self._nonce = ""

    def configuration(self) -> dict[str, object]:
        """Return what is to be found at the well-known address."""
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def sent_back(self, query: str) -> str:
        """Return where the browser goes after the sign-in."""
        asked = parse_qs(query)
        self._nonce = asked["nonce"][0]
        answer = urlencode({"code": "a-code", "state": asked["state"][0]})
        return f"{asked['redirect_uri'][0]}?{answer}"

    def keys(self) -> dict[str, object]:
        """Return the public key."""
        return {"keys": [self._key.as_dict(private=False)]}

    def token(self) -> dict[str, object]:
        """Return the signed token."""
        now = int(time.time())
        standard = {"iss": self.url, "aud": CLIENT, "sub": "1", "iat": now, "exp": now + 300}
        told = {"nonce": self._nonce, "email_verified": True}
        claims = {**standard, **told, **self.claims}
        signed = jwt.encode({"alg": "RS256", "kid": "one"}, claims, self._key)
        return {"access_token": "unused", "token_type": "Bearer", "id_token": signed}


@contextmanager
def oidc_provider() -> Iterator[Provider]:
    """Serve a provider and yield it."""
    server = ThreadingHTTPServer(("localhost", 0), _Handler)
    provider = Provider(f"http://localhost:{server.server_address[1]}")
    _Handler.provider = provider
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self) -> None:
        path, query = urlsplit(self.path).path, urlsplit(self.path).query
        if path == "/authorize":
            self.send_response(302)
            self.send_header("Location", self.provider.sent_back(query))
            self.end_headers()
        elif path == "/keys":
            self._send(self.provider.keys())
        else:
            self._send(self.provider.configuration())

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._send(self.provider.token())

    def log_message(self, *_: object) -> None:
        """Keep the test's output free of it."""

    def _send(self, document: dict[str, object]) -> None:
        body = json.dumps(document).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
