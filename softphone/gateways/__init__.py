"""How we reach the world: one module for each library or peer."""
