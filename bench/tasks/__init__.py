"""What a worker can run: one module a task, with `prepare(…)` giving a function that runs it once."""
