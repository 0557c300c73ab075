"""How words are closed: sealed to public keys here, opened only where a private key is (see `opener`)."""
