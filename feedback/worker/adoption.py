"""Adoption: a person puts a model in the place that the worker reads it from, only if the rule holds, and can go back.

Beside the model lie its card, and the earlier model with its card. All are for the owner only: a model that has learnt from what
people wrote keeps a trace of it, though neither words nor vectors.
"""

import datetime as dt
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis import chosen, compare, examples, model
from analysis.compare import Comparison
from analysis.embedder import PACKAGED
from analysis.embedder import chosen as chosen_embedder
from analysis.examples import Example

_PACKAGED_CARD = "# Model card\n\nThe model that came with the program (SHA-256 {digest}); its card is in analysis/model.\n"


class CannotAdopt(RuntimeError):
    """The candidate may not take the place, or there is nothing to go back to; the message says why."""


@dataclass(frozen=True, slots=True)
class Change:
    """One model in place of another, checked and not yet made.

    Attributes:
        digest, earlier: SHA-256 (hex) of the new model file and of the one that it replaces.
        comparison: what the two reach on the gold texts; None for going back.
    """

    place: Path
    digest: str
    earlier: str
    comparison: Comparison | None
    _model: bytes
    _card: bytes
    _act: str

    def make(self, by: str, today: dt.date | None = None) -> None:
        """Make the change, and write down in the card who made it. What stood there before becomes the earlier model."""
        before, before_card = _standing(self.place)
        day = today or dt.datetime.now(dt.UTC).date()
        line = f"\n- {self._act} on {day:%Y-%m-%d} by {' '.join(by.split())}, in place of the model {self.earlier}\n"
        _write(card_of(earlier_of(self.place)), before_card)
        _write(earlier_of(self.place), before)
        _write(card_of(self.place), self._card.rstrip() + b"\n" + line.encode())
        _write(self.place, self._model)


def card_of(place: Path) -> Path:
    """Where a model's card lies."""
    return place.with_suffix(".md")


def earlier_of(place: Path) -> Path:
    """Where the model lies that stood in a place before."""
    return place.with_name(f"{place.stem}.earlier{place.suffix}")


def standing_at(place: Path | None) -> Path | None:
    """The model file that is in use where the setting names this place: None is the packaged one."""
    return place if place is not None and place.exists() else None


def adoption(candidate: Path, place: Path, setting: str = PACKAGED, gold: Sequence[Example] | None = None) -> Change:
    """Check a candidate for a place and the embedder of a setting; `comparison` says whether the rule holds.

    Raises:
        CannotAdopt: it has no card, is in use already, or the place cannot be used.
        analysis.chosen.ModelDoesNotFit: the candidate, or what stands there, is no model that can be used here.
        analysis.compare.NothingToCompareWith: this installation cannot measure.
    """
    if place.is_dir() or (model.FILE.exists() and place.exists() and place.samefile(model.FILE)):
        raise CannotAdopt(f"{place} cannot be used: name a file of your own, outside the program")
    digest, now = chosen.digest_of(candidate), _digest_at(place)
    if digest == now:
        raise CannotAdopt("this model is in use already")
    raw, card = candidate.read_bytes(), card_of(candidate)
    if not card.exists() or digest not in card.read_text(encoding="utf-8"):
        raise CannotAdopt(f"there is no card of this model at {card}: `feedback model train` makes both")
    comparison = compare.files(standing_at(place), candidate, setting=setting, gold=gold)
    if chosen.digest_of(candidate) != digest or _digest_at(place) != now:
        raise CannotAdopt("a model changed while the two were compared: try again")
    return Change(place, digest, now, comparison, raw, card.read_bytes(), "Adopted")


def restoration(place: Path, setting: str = PACKAGED) -> Change:
    """Check the way back to the earlier model; going back twice is going forward again.

    Raises:
        CannotAdopt: there is no earlier model.
        analysis.chosen.ModelDoesNotFit: it cannot be used here any more.
    """
    earlier = earlier_of(place)
    if not earlier.exists():
        raise CannotAdopt(f"there is no earlier model at {earlier}")
    _, digest = chosen.load(earlier, chosen_embedder(setting), examples.load())
    return Change(place, digest, _digest_at(place), None, earlier.read_bytes(), card_of(earlier).read_bytes(), "Restored")


def _digest_at(place: Path) -> str:
    return chosen.digest_of(place if place.exists() else model.FILE)


def _standing(place: Path) -> tuple[bytes, bytes]:
    """The model in use with its card."""
    if place.exists():
        card = card_of(place)
        return place.read_bytes(), card.read_bytes() if card.exists() else b"# Model card\n\nNone was kept.\n"
    return model.FILE.read_bytes(), _PACKAGED_CARD.format(digest=_digest_at(place)).encode()


def _write(path: Path, content: bytes) -> None:
    """Put a file in place whole, for its owner only; whoever reads meanwhile has the old one or the new one."""
    new = path.with_name(f".{path.name}.new")
    new.unlink(missing_ok=True)
    new.touch(mode=0o600, exist_ok=False)
    with new.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
