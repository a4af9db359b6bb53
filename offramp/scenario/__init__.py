"""The language: read a file, check names, types and units; expressions as a typed tree."""
