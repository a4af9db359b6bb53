"""Off-ramps searched for at a baseline and ranked over worlds (concept §4)."""
