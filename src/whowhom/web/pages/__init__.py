"""The pages of the workbench, one in a file; each has a function ``register``."""
