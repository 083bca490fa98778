"""Which person, account, product, lead or deal a row means."""
