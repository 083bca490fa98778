"""The forecast meeting: its five screens, in the order in which a good review runs."""
