"""Frozen results in, figures and one offline HTML page out. Nothing here computes a result."""
