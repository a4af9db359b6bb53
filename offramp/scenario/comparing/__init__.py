"""What differs between two scenarios, or between two views of one."""
