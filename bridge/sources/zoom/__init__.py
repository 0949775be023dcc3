"""Zoom: Team Chat as its interface for programs gives it, and the chats saved in meetings."""
