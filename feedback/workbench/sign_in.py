"""Signing in: password and one-time code, by Flask-Security, with its pages, messages and time limits set for this site."""

from collections.abc import Callable
from typing import Any

from flask import Flask, current_app, request, session
from flask_babel import lazy_gettext as _l
from flask_login import user_logged_out
from flask_security import LoginForm, Security, TwoFactorRescueForm, TwoFactorVerifyCodeForm, user_authenticated
from wtforms import EmailField, HiddenField, PasswordField, StringField, SubmitField
from wtforms.validators import InputRequired

from feedback.store import audit
from feedback.store.database import Database
from feedback.workbench.accounts import Accounts, Inspector, OneTimeCodes, close_accounts
from feedback.workbench.patience import Patience, network_of
from feedback.workbench.vault import Secrets

ISSUER = "Feedback workbench"
MOST_TYPED = 254
# Seconds before and after now for which a code is taken: phones' clocks differ, and typing takes time.
_CODE_WINDOW = 60

_LIBRARY_SETTINGS: dict[str, Any] = {
    "PASSWORD_HASH": "argon2",
    "PASSWORD_SCHEMES": ["argon2"],
    "PASSWORD_LENGTH_MIN": 12,
    "TWO_FACTOR": True,
    "TWO_FACTOR_REQUIRED": True,
    "TWO_FACTOR_ALWAYS_VALIDATE": True,
    # Nobody sets up a second factor in a browser: the command line makes it with the account.
    "TWO_FACTOR_ENABLED_METHODS": ["made with the account"],
    "TWO_FACTOR_RESCUE_EMAIL": False,
    "TWO_FACTOR_AUTHENTICATOR_VALIDITY": _CODE_WINDOW,
    "TOTP_ISSUER": ISSUER,
    "RETURN_GENERIC_RESPONSES": True,
    "FLASH_MESSAGES": False,
    "JOIN_USER_ROLES": False,
    "API_ENABLED_METHODS": ["session"],
    "LOGIN_URL": "/sign-in",
    "LOGOUT_URL": "/sign-out",
    "TWO_FACTOR_TOKEN_VALIDATION_URL": "/sign-in/code",
    "LOGOUT_METHODS": ["POST"],
    "LOGOUT_CSRF": True,
    "POST_LOGIN_VIEW": "/",
    "POST_LOGOUT_VIEW": "/sign-in?out=1",
    "LOGIN_USER_TEMPLATE": "sign_in.html",
    "TWO_FACTOR_VERIFY_CODE_TEMPLATE": "code.html",
    "STATIC_FOLDER": None,
    "MSG_GENERIC_AUTHN_FAILED": (_l("That address and password do not belong together. Check both and try again."), "error"),
    "MSG_TWO_FACTOR_INVALID_TOKEN": (_l("That code is not right, or was used before. Enter the next one."), "error"),
}


class PasswordStep(LoginForm):
    """E-mail address and password. Nothing is remembered on the device."""

    email = EmailField(_l("E-mail address"), validators=[InputRequired()])
    password = PasswordField(_l("Password"), validators=[InputRequired()])
    remember = None
    submit = SubmitField(_l("Continue"))

    def validate(self, **arguments: Any) -> bool:
        """Whether the two belong together; a try too soon after wrong ones raises `TooManyTries`."""
        account = (self.email.data or "").strip().lower()[:MOST_TYPED]
        return _patiently(account, lambda: bool(super(PasswordStep, self).validate(**arguments)))


class CodeStep(TwoFactorVerifyCodeForm):
    """The one-time code."""

    code = StringField(
        _l("Code"), filters=[lambda typed: "".join((typed or "").split())], validators=[InputRequired(_l("Enter the code"))]
    )
    submit = SubmitField(_l("Sign in"))
    next = HiddenField()

    def validate(self, **arguments: Any) -> bool:
        """Whether the code is right and new; a try too soon after wrong ones raises `TooManyTries`."""
        # Who comes here knows the password, so the account alone is what tries are counted by.
        account = f"code {session.get('tf_user_id')}"
        return _patiently(account, lambda: bool(super(CodeStep, self).validate(**arguments)), network="")


class NoRescue(TwoFactorRescueForm):
    """The library makes this form beside every code step. There is no rescue by mail here, so it asks nothing."""

    help_setup = None


def _patiently(account: str, check: Callable[[], bool], network: str | None = None) -> bool:
    patience: Patience = current_app.extensions["patience"]
    where = network_of(request.remote_addr) if network is None else network
    patience.begin(where, account)
    right = check()
    if right:
        patience.succeeded(where, account)
    return right


def set_up_sign_in(app: Flask, database: Database, secrets: Secrets, *, behind_tls: bool) -> Security:
    """Give a site its sign-in. Cookies are bound to the host and sent over HTTPS only where the site is behind TLS."""
    app.config.from_mapping({f"SECURITY_{name}": value for name, value in _LIBRARY_SETTINGS.items()})
    app.config.from_mapping(
        SECRET_KEY=secrets.secret_key,
        SECURITY_PASSWORD_SALT=secrets.password_salt,
        SECURITY_TOTP_SECRETS={"1": secrets.totp_secret},
        SESSION_COOKIE_NAME="__Host-workbench" if behind_tls else "workbench",
        SESSION_COOKIE_SECURE=behind_tls,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_PATH="/",
        PREFERRED_URL_SCHEME="https" if behind_tls else "http",
        WTF_CSRF_TIME_LIMIT=None,  # a token ends with its session
        WTF_CSRF_SSL_STRICT=False,  # our own policy sends no Referer; the token and the strict cookie stand in for it
    )
    app.extensions["patience"] = Patience()
    accounts = Accounts(database)
    close_accounts(app)
    security = Security(
        app,
        accounts,
        login_form=PasswordStep,
        two_factor_verify_code_form=CodeStep,
        two_factor_rescue_form=NoRescue,
        totp_cls=OneTimeCodes,
    )
    user_authenticated.connect(_note_sign_in, app)
    user_logged_out.connect(_end_all_sessions, app)
    return security


def _accounts(app: Flask) -> Accounts:
    found: Accounts = app.extensions["security"].datastore
    return found


def _note_sign_in(app: Flask, user: Inspector, **_: Any) -> None:
    audit.record(_accounts(app).db.session, user.id, "sign in", "workbench")


def _end_all_sessions(app: Flask, user: Inspector, **_: Any) -> None:
    """A session is a signed cookie, so a copy would outlive signing out, were it not for a new name for the person.

    A session that merely grew old ends alone: the person may be at work in another.
    """
    if request.endpoint == "security.logout":
        accounts = _accounts(app)
        accounts.set_uniquifier(accounts.db.session.get(Inspector, user.id))
        audit.record(accounts.db.session, user.id, "sign out", "workbench")
