"""YAML with places: text, nodes and what is wrong with either."""
