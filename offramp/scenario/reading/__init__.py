"""From a file's marked nodes to the parts of a scenario, one section a module."""
