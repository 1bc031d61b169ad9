"""Benchmarks against named peers on the same data, printed as ratios. Run all with `make bench`."""
