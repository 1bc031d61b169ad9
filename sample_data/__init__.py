"""An invented labeling program with known truth, written out as the files its vendors would send.

`plan` says what is planted, `program` simulates it, `vendors` and `lead` write it down the way each
sender would, `truth` records the exact totals, and `generate` runs it all:

    python -m sample_data.generate

Nothing in here is real: no vendor, no person, no price, no rate of exchange.
"""
