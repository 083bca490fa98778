"""What is counted: pure functions of a Book, a small typed frame out. No screen, no clock, no connection."""
