"""Serving: gunicorn without an access log, in as many processes as there are cores."""

import os
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication


class Server(BaseApplication):  # type: ignore[misc]
    """One site on one address.

    Args:
        site: made before the processes are forked, so that what it refuses is said once.
        bind: "host:port".
    """

    def __init__(self, site: Flask, bind: str, workers: int, threads: int) -> None:
        self.site = site
        self.options: dict[str, Any] = {
            "bind": bind,
            "workers": workers or os.cpu_count() or 1,
            "threads": threads,
            "worker_class": "gthread",
            "preload_app": True,
            "accesslog": None,  # who came, and when, is written down nowhere
            "errorlog": "-",
            "loglevel": "warning",
            "worker_tmp_dir": "/dev/shm" if os.path.isdir("/dev/shm") else None,  # noqa: S108, PTH112 - gunicorn's heartbeat file, always empty
            "graceful_timeout": 10,
            "control_socket_disable": True,
            "keepalive": 5,
            "server_software": "feedback",
        }
        super().__init__()

    def load_config(self) -> None:
        """Hand gunicorn its settings."""
        for name, value in self.options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Flask:
        """The site."""
        return self.site
