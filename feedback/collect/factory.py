"""The public site's factory: public keys, a database role that adds, and pages in every offered language."""

from flask import Flask, g, request
from flask_babel import Babel
from flask_compress import Compress
from werkzeug.exceptions import NotFound, UnsupportedMediaType

from feedback.collect import errors, finishing, front, leaving, questions
from feedback.collect.drafts import Cookie
from feedback.collect.parts import Site
from feedback.questionnaires.library import load_instruments
from feedback.sealing.keys import PublicKey
from feedback.settings import CollectSettings
from feedback.store.database import Database, Role
from feedback.store.revision import require_current
from feedback.web.assets import STATIC, dress
from feedback.web.headers import protect
from feedback.web.languages import TRANSLATIONS, offered_languages

# A form of the longest answer that a draft can hold, percent-encoded; more is refused unread.
LONGEST_REQUEST = 768 * 1024


def create_app(settings: CollectSettings) -> Flask:
    """The public site.

    Raises:
        feedback.sealing.keys.BrokenKey: a public key is missing.
        feedback.store.migrations.StaleSchema: the database needs `feedback migrate`.
        feedback.store.database.DatabaseAway: the database does not answer.
    """
    recipients = tuple(PublicKey.read(settings.public_keys / name) for name in ("worker.pub", "escrow.pub"))
    database = Database(settings.database_url, Role.COLLECT, pool_size=8)
    require_current(database)
    database.close()  # each process of the server makes its own connections
    load_instruments()
    app = Flask(__name__, static_folder=str(STATIC), template_folder="templates")
    app.config |= {"MAX_CONTENT_LENGTH": LONGEST_REQUEST, "MAX_FORM_MEMORY_SIZE": LONGEST_REQUEST, "COMPRESS_MIN_SIZE": 256}
    app.config["COMPRESS_MIMETYPES"] = ["text/html", "text/css", "text/javascript"]
    app.config["COMPRESS_ALGORITHM"] = ["br", "gzip"]
    app.extensions["feedback"] = Site(settings, database, recipients, Cookie(settings.behind_tls))
    dress(app)
    Babel(app, default_translation_directories=str(TRANSLATIONS), locale_selector=lambda: g.page_language.locale)
    Compress(app)
    protect(app, behind_tls=settings.behind_tls, scripts=True)
    _speak_languages(app)
    for room in (front, questions, finishing, leaving):
        app.register_blueprint(room.pages)
    errors.answer_kindly(app)
    return app


def _speak_languages(app: Flask) -> None:
    languages = offered_languages()

    @app.url_value_preprocessor
    def _take_language(_endpoint: str | None, values: dict[str, str] | None) -> None:
        # Where no page answers, the address may still tell the reader's language.
        tag = request.path.split("/")[1] if values is None else values.pop("language", "en")
        g.page_language = languages.get(tag, languages["en"])
        if values is None:
            return
        if tag not in languages:
            raise NotFound

    @app.url_defaults
    def _keep_language(endpoint: str, values: dict[str, str]) -> None:
        if app.url_map.is_endpoint_expecting(endpoint, "language"):
            values.setdefault("language", g.page_language.tag)

    @app.before_request
    def _only_plain_forms() -> None:
        # Other encodings may be spooled to disk while they are read. A form without fields may come without a type.
        if request.method == "POST" and request.mimetype not in {"application/x-www-form-urlencoded", ""}:
            raise UnsupportedMediaType

    @app.context_processor
    def _frame() -> dict[str, object]:
        return {"page_language": g.page_language, "settings": app.extensions["feedback"].settings}
