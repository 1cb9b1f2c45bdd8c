"""Makes the pickles beside it: python make.py NAME, with the pandas that the name says. Not a dependency of the project."""

import datetime
import decimal
import pickle
import sys

import numpy as np
import pandas as pd

when = [pd.Timestamp("2016-08-02 14:32:07"), pd.NaT, pd.Timestamp("2016-08-01"), pd.Timestamp("2016-08-03 00:00:01.5")]
day = [pd.Timestamp("2016-08-02 14:32:07"), pd.NaT, pd.Timestamp("2016-08-01"), pd.Timestamp("2016-08-03")]
frame = pd.DataFrame(
    {
        "TransactionID": ["T1", "T2", "T3", "T4"],
        "CustomerID": pd.Categorical(["C1", "C2", "C1", None]),
        "n": np.array([1, 2, 3, 4], dtype="int64"),
        "small": np.array([1, 2, 3, 4], dtype="int8"),
        "amount": [25.0, np.nan, 1762.5, 0.1],
        "when": pd.Series(when),
        "utc": pd.DatetimeIndex(day).tz_localize("Asia/Kolkata"),
        "city": ["JAMSHEDPUR", None, "दिल्ली", "NaN"],
        "flag": [True, False, True, False],
        "Int": pd.array([1, None, 3, 2**60], dtype="Int64"),
        "Bool": pd.array([True, None, False, True], dtype="boolean"),
        "Str": pd.array(["a", None, "c", "d"], dtype="string"),
        "obj": [1, "x", None, datetime.date(2020, 1, 2)],
        "dec": [decimal.Decimal("1.10"), None, decimal.Decimal("12345678901234567890.12"), decimal.Decimal("2")],
        "td": pd.to_timedelta(["1 days", None, "2 hours", "3s"]),
    }
)
name = sys.argv[1]
if "multi-index" in name:
    frame = frame.set_index(["TransactionID", "n"])
protocol = int(name.rsplit("-", 1)[1].split(".")[0]) if "protocol" in name else 5
with open(name, "wb") as file:
    pickle.dump(frame, file, protocol=protocol)
