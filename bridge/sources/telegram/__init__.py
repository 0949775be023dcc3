"""Telegram: the export of Telegram Desktop."""
