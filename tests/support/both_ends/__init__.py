"""A town whose people talk on Telegram and in Matrix, with the real bridge between them, and what stands at both ends."""
