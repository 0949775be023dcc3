"""Chats that are bridged: what is said on the network is said in the room, and the other way round."""
