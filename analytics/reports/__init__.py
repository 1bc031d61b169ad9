"""Reports: the same measured tables as files for others, safe to open anywhere."""
