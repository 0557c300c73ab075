"""The worker: opens responses, reads them, reseals the redacted quotes. It has no network listener."""
