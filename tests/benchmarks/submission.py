"""Submission: durable, sealed submissions through the public site on PostgreSQL, over a bare function that does the same."""

from collections.abc import Iterator

from feedback.demo.voices import Voice
from tests.benchmarks.figures import compared, in_turn, note, title
from tests.benchmarks.installation import Installation, durability, form, on_postgresql, voices
from tests.benchmarks.load import Load, put_on
from tests.benchmarks.serving import served, site_of

CONNECTIONS = 16
ROUNDS = 7
EACH = 400
"""Submissions of one round: about a second of them."""
RECEIVED = "303 SEE OTHER"
BARE_RECEIVED = "303 See Other"


def run() -> None:
    """Measure and print."""
    title("submission", f"sealed, durable submissions a second at {CONNECTIONS} keep-alive connections (PostgreSQL)")
    with on_postgresql() as installation:
        with site_of(installation) as site, served("submission", installation) as bare:
            note(durability(installation))
            speeds = in_turn(ROUNDS, {"public site": lambda: _site(installation, site), "bare function": lambda: _bare(bare)})
        sent, stored = 2 * EACH * (ROUNDS + 1), installation.stored()
    note("The bare function parses a form of the same answers, seals, inserts with psycopg and commits, on the same gunicorn.")
    compared(speeds, "bare function", "a second", {"public site": "to reach 0.40, aim 0.55"})
    note(f"acknowledged {sent}, stored {stored}")


def _site(installation: Installation, port: int) -> float:
    requests = installation.drafts(voices(EACH))
    return put_on(Load(port, CONNECTIONS, requests)).speed(RECEIVED)


def _bare(port: int) -> float:
    requests = [form("/", list(_fields(voice)), {}) for voice in voices(EACH)]
    return put_on(Load(port, CONNECTIONS, requests)).speed(BARE_RECEIVED)


def _fields(voice: Voice) -> Iterator[tuple[str, str]]:
    for code, answer in voice.answers.items():
        for value in [answer] if isinstance(answer, str) else answer:
            yield code, value
