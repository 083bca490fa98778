"""Who may see and do what, by tables written out by hand; none of it is worked out by model/access.py."""
