"""Security headers on every response of both sites: nothing is loaded from elsewhere, kept, framed or told on."""

from flask import Flask, Response, request

POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
SCRIPTS = "; script-src 'self'"
ALWAYS = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), browsing-topics=()",
}
HSTS = "max-age=63072000; includeSubDomains"
PAGE_CACHING = "no-store"
STATIC_CACHING = "public, max-age=31536000, immutable"


def protect(app: Flask, *, behind_tls: bool, scripts: bool) -> None:
    """Put the headers on every response of a site, errors included; `scripts` says whether the site has any of its own."""
    policy = POLICY + (SCRIPTS if scripts else "")

    @app.after_request
    def _with_headers(response: Response) -> Response:
        response.headers.update(ALWAYS)
        response.headers["Content-Security-Policy"] = policy
        is_static = request.endpoint == "static" and response.status_code == 200
        response.headers["Cache-Control"] = STATIC_CACHING if is_static else PAGE_CACHING
        if behind_tls:
            response.headers["Strict-Transport-Security"] = HSTS
        return response
