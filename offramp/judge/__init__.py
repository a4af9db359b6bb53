"""From a solved game to words: verdicts, ways out, closings, dilemmas and the answer to the question."""
