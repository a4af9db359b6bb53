"""Paths of the exact dynamics: the tube, the audit and the simulator play the same periods."""
