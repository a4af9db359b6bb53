"""Figures of what the worlds of a run come to: one module each, all of them in `gallery`."""
