"""Charts: measured tables in, plotly figures out. No numbers are made here.

Names from files are escaped where they are drawn; every trace sets its colour itself.
"""
