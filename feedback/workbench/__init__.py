"""The inspectors' site: sees only what `evidence` hands it, and only to who has signed in."""
