"""Forms: what an inspector can send, checked before anything is done with it."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField, SubmitField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, InputRequired

from feedback.evidence.claims import DIRECTIONS
from feedback.evidence.frameworks import all_frameworks, all_themes
from feedback.evidence.wording import DIRECTION_TITLES

READING = "read"  # the list for a person to read, where a theme's name would stand


class PlacedForm(FlaskForm):
    """A form that knows which list it was sent from: a theme's, or the one for a person to read."""

    place = HiddenField()
    framework = HiddenField()

    @property
    def theme_of_place(self) -> str | None:
        """The theme whose list it was sent from; None for the list for a person to read."""
        return self.place.data if self.place.data in all_themes() else None


class VerdictForm(PlacedForm):
    """A decision that needs no more than a press: confirm, reject, undo."""

    decision = HiddenField(validators=[AnyOf(("confirm", "reject", "undo"))])


class CorrectionForm(PlacedForm):
    """Another theme, another direction, or both."""

    theme = SelectField(_l("Theme"), validators=[InputRequired(_l("Choose a theme"))])
    direction = RadioField(_l("Direction"), validators=[InputRequired(_l("Choose a direction"))])
    submit = SubmitField(_l("Save the correction"))

    def __init__(self, **arguments: object) -> None:
        super().__init__(**arguments)
        themes = (SelectChoice(theme.code, theme.title) for theme in all_themes().values())
        self.theme.choices = [SelectChoice("", _l("Choose a theme")), *themes]
        self.direction.choices = [SelectChoice(direction, DIRECTION_TITLES[direction]) for direction in DIRECTIONS]


class PackForm(FlaskForm):
    """Which framework a pack is seen through."""

    framework = RadioField(_l("Framework"), validators=[InputRequired(_l("Choose a framework"))])
    submit = SubmitField(_l("Issue the pack"))

    def __init__(self, **arguments: object) -> None:
        super().__init__(**arguments)
        self.framework.choices = [SelectChoice(name, f"{f.title} ({f.edition})") for name, f in all_frameworks().items()]
