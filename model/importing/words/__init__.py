"""What a source's headers, stages and names mean: proposed, asked, confirmed and remembered."""
