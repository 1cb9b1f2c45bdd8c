"""Makes the frames in `refused/`, each with a column that no reader of plain data takes. Run with pandas 3.1.1."""

import pandas as pd
import numpy as np

COLUMNS = {
    "periods": pd.Series(pd.period_range("2026-04", periods=2, freq="M")),
    "intervals": pd.Series(pd.arrays.IntervalArray.from_breaks([0, 1, 2])),
    "bands": pd.Series(pd.cut([1, 2], 2)),
    "sparse": pd.Series(pd.arrays.SparseArray([0.0, 1.0])),
    "complex": pd.Series(np.array([1j, 2])),
}

for name, column in COLUMNS.items():
    pd.DataFrame({"customerId": ["C1", "C2"], name: column}).to_pickle(f"refused/{name}.pkl", protocol=4)
levels = pd.DataFrame([["C1", 5]], columns=pd.MultiIndex.from_tuples([("customer", "id"), ("amount", "inr")]))
levels.to_pickle("refused/levels.pkl", protocol=4)
