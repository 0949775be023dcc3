"""Viber: the e-mailed history, and the desktop program's database."""
