"""Sound devices and looks."""
