"""Many solutions of one scenario: so far its views, side by side."""
