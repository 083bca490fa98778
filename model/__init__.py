"""What is known: tables with their history, who may see and do what, and the commands that write."""
