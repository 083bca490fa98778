"""What was prepared is written: one import at a time, in one short transaction, or not at all."""
