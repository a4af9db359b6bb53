"""Things with no opinion about games: spans, diagnostics, units, numbers as text, seeds."""
