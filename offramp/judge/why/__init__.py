"""Why an actor chooses what it chooses, and why its verdict is what it is: in numbers that add up, and by assumption."""
