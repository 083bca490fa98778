"""The page of settings: each kind in a file of its own."""
