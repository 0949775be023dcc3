"""One module for each kind of thing that a chat's history holds: what Matrix events say it, and what is lost."""
