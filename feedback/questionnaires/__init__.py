"""What we ask: questionnaires as data, typed and checked on load, frozen once published."""
