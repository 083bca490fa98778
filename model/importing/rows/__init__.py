"""Rows under way from the file to the database: in columns, and on disk where they are many."""
