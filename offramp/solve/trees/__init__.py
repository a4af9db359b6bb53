"""Games in extensive or strategic form as other programs write them, solved as they stand: no calendar, no stocks."""
