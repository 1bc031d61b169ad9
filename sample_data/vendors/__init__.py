"""One module per vendor: how its files look. What they say is in `program`."""
