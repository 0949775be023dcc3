"""Telegram's updates, each at least once and in order: https://core.telegram.org/api/updates.

Everything that happens has a number in one of several sequences: one of the account (private chats and basic groups),
one of each channel or supergroup. What is pushed may be lost, doubled or out of order; the difference between the last
number that was delivered and today's can be asked for. Ours, since Telethon's drops edits and deletions from it.
"""
