"""Observed series: how likely each world makes them, and the weights of worlds that follow from it."""
