"""Tunes the packaged encoder to the themes (JAX, for development only); what it makes is analysis/model/encoder.npz."""
