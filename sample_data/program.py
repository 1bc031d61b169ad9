"""The whole invented program as plain frames, before any vendor writes it down."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from sample_data import plan
from sample_data.audits import simulate_audits
from sample_data.money import simulate_invoices
from sample_data.overlap import simulate_gold, simulate_overlap
from sample_data.work import simulate_work


@dataclass(frozen=True)
class Program:
    """The truth.

    Attributes:
        seed: what it was made from.
        work: one row per delivered unit; see `work.simulate_work`.
        overlap: one row per label on an overlap item; see `overlap.simulate_overlap`.
        gold: one row per item with a gold answer; see `overlap.simulate_gold`.
        audits: one row per audit; see `audits.simulate_audits`.
    """

    seed: int
    work: pd.DataFrame
    overlap: pd.DataFrame
    gold: pd.DataFrame
    audits: pd.DataFrame

    def invoices(self, lost: pd.Series) -> pd.DataFrame:
        """The invoice lines; see `money.simulate_invoices`.

        Args:
            lost: for each unit of `work`, whether its row was spoiled in the vendor's file.
        """
        return simulate_invoices(self.work[~lost])


def simulate(seed: int = plan.SEED) -> Program:
    """Simulate the program; the same seed gives the same program.

    >>> simulate(1).work["vendor"].unique().tolist()
    ['Kestrel', 'Ostra', 'Lumen', 'Tarn']
    """
    overlap = simulate_overlap(seed)
    work = simulate_work(seed, overlap)
    return Program(seed, work, overlap, simulate_gold(seed, overlap), simulate_audits(seed, work))
