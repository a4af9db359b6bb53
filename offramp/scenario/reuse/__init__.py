"""Bringing mechanisms of the library into a scenario: what `use` says becomes state, assumptions and steps."""
