"""Backward induction with logit choice, ways out, grids, the forward pass and certificates."""
