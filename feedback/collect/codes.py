"""Codes as people type them: in any script's digits, with spaces or dashes, checked before anything is looked up."""

import unicodedata

from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_97_10

SERVICE_DIGITS = 8


def digits_of(typed: str) -> str:
    """The decimal digits in a text, of whatever script, as ASCII digits; other characters are passed over."""
    return "".join(str(unicodedata.decimal(c)) for c in typed if unicodedata.category(c) == "Nd")


def service_code(typed: str) -> str | None:
    """The service code (eight ASCII digits) that was typed; None where the check digits (ISO 7064 MOD 97-10) do not fit."""
    digits = digits_of(typed)
    if len(digits) != SERVICE_DIGITS or any(unicodedata.category(c)[0] == "L" for c in typed):
        return None
    try:
        return str(mod_97_10.validate(digits))
    except ValidationError:
        return None
