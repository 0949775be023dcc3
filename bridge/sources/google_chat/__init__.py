"""Google Chat: what Google Takeout gives."""
