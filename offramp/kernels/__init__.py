"""Numeric inner loops on plain arrays. They check nothing: the rooms above validate, the kernels compute."""
