"""What features need from the world, as Protocols."""
