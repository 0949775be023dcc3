"""Telegram Desktop's export as web pages, made to be looked at and read all the same."""
