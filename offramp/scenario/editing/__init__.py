"""Writing scenario files back: single values changed in place, and the house style."""
