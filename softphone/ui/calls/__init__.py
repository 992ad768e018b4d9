"""The call on screen: it rings, it talks, it is wrapped up; and dialling when there is none."""
