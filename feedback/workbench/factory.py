"""The workbench's factory: one private key, a database role that judges, and no endpoint open by oversight."""

from flask import Flask
from flask_babel import Babel
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from feedback.evidence.frameworks import all_frameworks
from feedback.questionnaires.library import load_instruments
from feedback.sealing.opener import PrivateKey
from feedback.settings import WorkbenchSettings
from feedback.store.database import Database, Role
from feedback.store.revision import require_current
from feedback.web.assets import STATIC, dress
from feedback.web.headers import protect
from feedback.web.languages import TRANSLATIONS, offered_languages
from feedback.workbench import correcting, inspections, packs, problems, verdicts
from feedback.workbench.access import close_endpoints
from feedback.workbench.parts import IdConverter, Workbench
from feedback.workbench.sign_in import set_up_sign_in
from feedback.workbench.vault import read_secrets
from feedback.workbench.wording import speak

# The longest form here is a correction: a few words.
LONGEST_REQUEST = 64 * 1024


def create_app(settings: WorkbenchSettings) -> Flask:
    """The inspectors' site.

    Raises:
        feedback.sealing.keys.BrokenKey: the private key is missing.
        feedback.sealing.opener.KeyIsExposed: others may read the key or the secrets.
        feedback.workbench.vault.BrokenVault: the secrets are missing or incomplete.
        feedback.store.migrations.StaleSchema: the database needs `feedback migrate`.
        feedback.store.database.DatabaseAway: the database does not answer.

    """
    key, secrets = PrivateKey.read(settings.private_key), read_secrets(settings.secrets)
    database = Database(settings.database_url, Role.WORKBENCH)
    require_current(database)
    database.close()  # each process of the server makes its own connections
    load_instruments()
    all_frameworks()
    app = Flask(__name__, static_folder=str(STATIC), template_folder="templates")
    app.config |= {"MAX_CONTENT_LENGTH": LONGEST_REQUEST, "MAX_FORM_MEMORY_SIZE": LONGEST_REQUEST}
    app.extensions["feedback"] = Workbench(settings, database, key)
    app.url_map.converters["id"] = IdConverter
    dress(app)
    Babel(app, default_translation_directories=str(TRANSLATIONS), locale_selector=lambda: "en")
    app.context_processor(lambda: {"page_language": offered_languages()["en"], "demonstration": settings.demonstration})
    speak(app)
    protect(app, behind_tls=settings.behind_tls, scripts=False)
    CSRFProtect(app)
    set_up_sign_in(app, database, secrets, behind_tls=settings.behind_tls)
    close_endpoints(app)
    for room in (inspections, verdicts, correcting, packs):
        app.register_blueprint(room.pages)
    problems.answer_kindly(app)
    if settings.behind_tls:  # the address that wrong tries are counted by is the one that the proxy saw
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]
    return app
