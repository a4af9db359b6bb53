"""Other people's files: games in Gambit's formats, models in the language of PRISM. Nothing here solves anything."""
