"""Metrics: tables of counts in, measured tables out. Counts are added first, rates taken last.

A measured table has the splits first, then its counts, then the estimate with its limits. No
data is missing, never 0.
"""
