"""A scenario compiled to a game: named arrays and the transition function that the rooms above see."""
