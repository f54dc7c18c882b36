"""The pages in three real browsers, opened from disk as a client opens them."""
