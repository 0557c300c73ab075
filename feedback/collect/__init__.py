"""The public site: adds, never reads."""
