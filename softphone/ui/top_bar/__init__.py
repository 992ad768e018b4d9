"""The top line: my state, the queue, today, the three facts, who I am."""
