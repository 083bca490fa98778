"""One cell of text → a day, an amount, a number, a flag: read by its whole column, or asked for."""
