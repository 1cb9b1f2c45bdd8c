"""Makes kaggle-frame.pkl: rows with the columns of the Kaggle file, as pandas reads them."""

import pandas as pd

pd.DataFrame(
    {
        "TransactionID": ["P1", "P2", "P3", "P4"],
        "CustomerID": pd.Categorical(["PKL1", "PKL2", "PKL3", "PKL4"]),
        "CustomerDOB": pd.to_datetime(["1994-01-10", "1957-04-04", None, "1973-09-14"]),
        "CustGender": ["F", "M", None, "F"],
        "CustLocation": ["JAMSHEDPUR", "JHAJJAR", "MUMBAI", "MUMBAI"],
        "CustAccountBalance": [17819.05, 2270.69, 866503.21, None],
        "TransactionDate": pd.to_datetime(["2016-08-02", "2016-08-02", "2016-08-02", None]),
        "TransactionTime": [143207, 141858, 142712, 84706],
        "TransactionAmount (INR)": [25.0, 27999.0, 459.0, 2060.0],
    }
).to_pickle("kaggle-frame.pkl")
