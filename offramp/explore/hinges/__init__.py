"""What a conclusion hinges on: statistics of worlds that were solved already. Arrays in, frozen results out."""
