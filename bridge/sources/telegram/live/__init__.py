"""Telegram live: one account, connected through Telethon, which hears and speaks."""
