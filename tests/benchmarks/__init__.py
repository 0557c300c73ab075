"""Benchmarks (`make bench`): each figure is a ratio over a bare limit measured in the same run. They print, and fail no build."""
