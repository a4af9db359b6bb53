"""The door: ./go and the locks behind it."""
