"""The command line: reads requests, shows results in words or as JSON, sets exit codes. No numbers are made here."""
