"""Matrix itself: rooms as Element exports them."""
