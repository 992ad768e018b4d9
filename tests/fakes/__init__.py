"""Stand-ins for the ports, so that features are tested without Qt, network or sleeping."""
