"""What a chat is: frozen structs that know no network, no Matrix and no I/O."""
