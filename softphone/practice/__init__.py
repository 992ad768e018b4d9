"""A small contact centre on 127.0.0.1 that speaks the real protocols."""
