"""What files say of deals → versions of deals, each at its own moment."""
