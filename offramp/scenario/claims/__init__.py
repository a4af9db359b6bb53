"""The language of claims and forecasts, and the sections that ask questions of a solved game."""
