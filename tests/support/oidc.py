"""A small OpenID Connect provider for tests: real HTTP, real redirects, signed ID tokens, PKCE checked."""

import json
import secrets
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "client-of-tests", "secret-of-tests"
PAGE = """<!doctype html><html lang="ja"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>見本ログイン</title><main><h1>見本ログイン</h1><form method="post" action="/authorize">{hidden}
<label>あなたの番号 <input name="sub"></label>
<button name="answer" value="yes">許可する</button> <button name="answer" value="no">やめる</button></form></main>"""


@dataclass
class Provider:
    """What the server knows and what tests turn: `claims` replace those of the next ID tokens."""

    url: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)  # the authorisation requests so far
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))

    def settings(self) -> dict[str, dict[str, str]]:
        """What `settings.VOTE_LOGINS` has to be."""
        login = {"client_id": CLIENT, "secret": SECRET, "server": self.url}
        return {"line": login, "google": dict(login)}

    def answer(self, location: str, *, sub: str = "", says: str = "yes") -> str:
        """Do what a person does at the provider; the address the browser is sent back to."""
        asked = dict(parse_qs(urlsplit(location).query, keep_blank_values=True))
        assert httpx.get(location, timeout=30).status_code == 200
        form = {name: values[0] for name, values in asked.items()}
        done = httpx.post(f"{self.url}/authorize", data={**form, "sub": sub, "answer": says}, timeout=30)
        assert done.status_code == 302
        return done.headers["Location"]

    def id_token(self, sub: str) -> str:
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "sub": sub, "iat": now, "exp": now + 60, "jti": secrets.token_hex(8)}
        claims |= {"name": "名前 ひみつ", "email": "himitsu@people.example"} | self.claims
        return jwt.encode({name: said for name, said in claims.items() if said}, self.key, "RS256", {"kid": "1"})


class Handler(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self) -> None:
        path, asked = urlsplit(self.path).path, _flat(urlsplit(self.path).query)
        if path == "/.well-known/openid-configuration":
            self._json(_config(self.provider.url))
        elif path == "/authorize" and (asked["client_id"], asked["response_type"]) == (CLIENT, "code"):
            self.provider.asked.append(asked)
            hidden = "".join(f'<input type="hidden" name="{escape(k)}" value="{escape(v)}">' for k, v in asked.items())
            self._send(200, PAGE.format(hidden=hidden).encode(), "text/html; charset=utf-8")
        else:
            self._send(404, b"", "text/plain")

    def do_POST(self) -> None:
        form = _flat(self.rfile.read(int(self.headers["Content-Length"])).decode())
        if self.path == "/authorize":
            self._decided(form)
        elif self.path == "/token":
            self._token(form)

    def _decided(self, form: dict[str, str]) -> None:
        code = secrets.token_urlsafe()
        said = {"error": "access_denied"} if form["answer"] == "no" else {"code": code}
        self.provider.codes[code] = form
        self.send_response(302)
        self.send_header("Location", f"{form['redirect_uri']}?{urlencode({**said, 'state': form['state']})}")
        self.end_headers()

    def _token(self, form: dict[str, str]) -> None:
        """A code is worth one token, to the client it was given for and to whoever began the flow."""
        begun = self.provider.codes.pop(form.get("code", ""), None)
        challenge = urlsafe_b64encode(sha256(form.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        is_ours = (form.get("client_id"), form.get("client_secret")) == (CLIENT, SECRET)
        if not begun or not is_ours or begun["code_challenge"] != challenge:
            self._json({"error": "invalid_grant"}, 400)
            return
        assert begun["redirect_uri"] == form["redirect_uri"]
        token = {"access_token": secrets.token_urlsafe(), "token_type": "Bearer", "expires_in": 60}
        self._json({**token, "id_token": self.provider.id_token(begun["sub"])})

    def _json(self, said: dict[str, Any], status: int = 200) -> None:
        self._send(status, json.dumps(said).encode(), "application/json")

    def _send(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


@contextmanager
def oidc_provider() -> Iterator[Provider]:
    """The provider, listening on a port of its own."""
    provider = Provider()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"provider": provider}))
    provider.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _config(url: str) -> dict[str, Any]:
    return {
        "issuer": url,
        "authorization_endpoint": f"{url}/authorize",
        "token_endpoint": f"{url}/token",
        "jwks_uri": f"{url}/jwks",
        "token_endpoint_auth_methods_supported": ["client_secret_post"],
    }


def _flat(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query, keep_blank_values=True).items()}
