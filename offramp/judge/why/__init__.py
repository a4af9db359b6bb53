"""Why an actor chooses what it does, and why its verdict is what it is: numbers that add up, and assumptions."""
