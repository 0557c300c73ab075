"""Settings: one frozen type a process, each naming exactly what that process may know."""

from dataclasses import dataclass
from pathlib import Path


class SettingsFault(ValueError):
    """A setting is missing or contradicts another; the message says what to do."""


LEAVE_TO = "https://www.bbc.co.uk/weather"


@dataclass(frozen=True, slots=True)
class CollectSettings:
    """The public site: public keys only.

    Attributes:
        public_keys: folder with `worker.pub` and `escrow.pub`.
        leave_to: where "Leave this page" ends: a neutral page elsewhere.
        behind_tls: whether respondents reach it by HTTPS; only a demonstration on this machine may say no.
        demonstration: say on every page that this is one.
        case_is_safe: say that answers cannot affect anybody's case: only where the operator's agreements make it true.
    """

    database_url: str
    public_keys: Path
    leave_to: str = LEAVE_TO
    behind_tls: bool = True
    demonstration: bool = False
    case_is_safe: bool = False


@dataclass(frozen=True, slots=True)
class WorkerSettings:
    """The worker: opens responses, seals quotes to the workbench.

    Attributes:
        private_key: `worker.key`, readable by its owner only.
        workbench_key: `workbench.pub`.
        retention_weeks: how long a response is kept.
        model: the adopted model file; None is the packaged one.
        embedder: "packaged", "none", or the directory of another one, for which `model` was made.
    """

    database_url: str
    private_key: Path
    workbench_key: Path
    retention_weeks: int = 104
    model: Path | None = None
    embedder: str = "packaged"


@dataclass(frozen=True, slots=True)
class WorkbenchSettings:
    """The inspectors' site: opens quotes and packs, never a response.

    Attributes:
        private_key: `workbench.key`, readable by its owner only.
        secrets: TOML with `secret_key`, `password_salt` and `totp_secret`, readable by its owner only.
    """

    database_url: str
    private_key: Path
    secrets: Path
    behind_tls: bool = True
    demonstration: bool = False
