"""Free neural voices that run on this machine. Each is a row of `catalogue/data/neural.csv`."""
