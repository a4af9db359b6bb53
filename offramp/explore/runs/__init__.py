"""Runs of worlds on disk: written block by block, gone on with after a stop, read lazily, exported."""
