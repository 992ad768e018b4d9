"""SIP as a registrar and proxy needs it: messages, transactions, digest, UDP."""
