"""One off-ramp in one world: what it changes, whom it costs what, and whether it would be kept (concept §4)."""
