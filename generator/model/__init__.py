"""What every stage shares: the notice, its words, and the notice as it is read (the outline)."""
