"""The command line: every process and every act of setting up, behind one command, `feedback`."""

from feedback.cli.commands import main

__all__ = ["main"]
