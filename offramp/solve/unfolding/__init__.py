"""A scenario's game laid open for other programs: as a tree of everything that can happen, or as a graph of states.

It stands above `game`, which it plays, and `exchange`, whose plain data it fills; those two don't know each other.
"""
