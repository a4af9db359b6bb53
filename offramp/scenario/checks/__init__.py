"""Checks of a scenario that was read: values, units, reachability, cliffs, readings, questions."""
