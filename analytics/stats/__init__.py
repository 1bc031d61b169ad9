"""Statistics: plain numbers and arrays in, numbers out. No database, no files, no pages.

Every function is vectorised over its counts, returns NaN where the data cannot say, names its
source and shows an example that runs. Missing is NaN, never a made-up 0 or 1.
"""
