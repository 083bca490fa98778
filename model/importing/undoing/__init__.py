"""An import taken back, or what stands against it."""
