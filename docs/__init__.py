"""The user guide and the generated dictionaries."""
