"""Benchmarks: ratios between two ways of doing the same work, measured side by side in one run."""
