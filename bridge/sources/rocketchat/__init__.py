"""Rocket.Chat: its database, as MongoDB's own programs dump it."""
