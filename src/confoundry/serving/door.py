"""The server's front door: it asks a browser for the password once, and then lets it in everywhere.

Prefect's pages keep the password in the browser's storage, but show an error and no form on a first visit. So a browser
without our cookie gets our form, at the address that it asked for. The form stores the password as Prefect's pages
expect it, and loads the address again.
"""

import base64
import hashlib
import hmac
import json
from binascii import Error
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "confoundry"
LOGIN = "/login-by-password"
KEPT = "prefect-password"  # where Prefect's pages look for it
NO_OTHER_HOST = (
    "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; "
    "connect-src 'self' ws://127.0.0.1:* ws://localhost:* data: blob:; "
    "frame-ancestors 'none'; form-action 'self'; base-uri 'self'"
)
FORM = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Log in</title><style>
:root { color-scheme: light dark }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 26rem; margin: 15vh auto; padding: 0 1rem }
input, button { font: inherit; padding: .4rem .6rem; width: 100%; box-sizing: border-box; margin-top: .6rem }
code { font-size: .95em } output { color: #c33 }
</style></head><body>
<h1>Log in</h1>
<p>Paste the line in the file <code>.prefect/auth</code> of the study. This browser is asked only once.</p>
<form><input name="password" type="password" aria-label="The line in .prefect/auth" autofocus>
<button>Log in</button> <output></output></form>
<script>
document.forms[0].onsubmit = async (event) => {
  event.preventDefault();
  const password = document.forms[0].password.value.trim();
  const answer = await fetch(LOGIN, {method: "POST", body: password});
  if (answer.ok) { localStorage.setItem(KEPT, btoa(password)); location.reload(); }
  else { document.querySelector("output").textContent = "This is not the line in .prefect/auth."; }
};
</script></body></html>
""".replace("LOGIN", json.dumps(LOGIN), 1).replace("KEPT", json.dumps(KEPT), 1)


class Door:
    """Lets browsers that know the password into an ASGI application, and serves pages beside it.

    Args:
        app: Prefect's application, which checks the password of requests to its API itself.
        auth: The password, as `user:password`.
        page: Returns the response for a path below `/pages/`.
    """

    def __init__(self, app: ASGIApp, auth: str, page: Callable[[str], Response]) -> None:
        self._app, self._auth, self._page = app, auth, page
        self._token = hmac.new(auth.encode(), b"a browser that knows the password", hashlib.sha256).hexdigest()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        path = request.url.path
        if path == LOGIN and request.method == "POST":
            await self._login((await request.body())[:1000])(scope, receive, send)
        elif path.startswith("/pages/"):
            response = self._page(path.removeprefix("/pages/")) if self._knows(request) else self._asked()
            await response(scope, receive, send)
        elif _is_visit(request) and not self._knows(request):
            await self._asked()(scope, receive, send)
        else:
            await self._app(scope, receive, _with_policy(send))

    def _login(self, password: bytes) -> Response:
        if not hmac.compare_digest(password, self._auth.encode()):
            return PlainTextResponse("no", 401)
        response = Response(status_code=204)
        response.set_cookie(COOKIE, self._token, max_age=365 * 24 * 3600, httponly=True, samesite="lax")
        return response

    def _knows(self, request: Request) -> bool:
        """Return whether a request has our cookie, or the password itself."""
        given = request.cookies.get(COOKIE, "")
        kind, _, code = request.headers.get("authorization", "").partition(" ")
        try:
            password = base64.b64decode(code) if kind == "Basic" else b""
        except Error:
            password = b""
        return hmac.compare_digest(given.encode(), self._token.encode()) or hmac.compare_digest(
            password, self._auth.encode()
        )

    def _asked(self) -> Response:
        return HTMLResponse(FORM, 401, {"Content-Security-Policy": NO_OTHER_HOST, "Cache-Control": "no-store"})


def _is_visit(request: Request) -> bool:
    """Return whether a person opens an address in a browser."""
    return (
        request.method == "GET"
        and not request.url.path.startswith("/api")
        and "text/html" in request.headers.get("accept", "")
    )


def _with_policy(send: Send) -> Send:
    """Add a policy to HTML, with which a browser sends nothing to any other host."""

    async def inner(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = message.get("headers", [])
            if any(name == b"content-type" and value.startswith(b"text/html") for name, value in headers):
                message["headers"] = [*headers, (b"content-security-policy", NO_OTHER_HOST.encode())]
        await send(message)

    return inner
