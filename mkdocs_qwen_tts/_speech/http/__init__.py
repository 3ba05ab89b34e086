"""How a service behind HTTP is spoken to: the wire, its answers, failures, retries and pace."""
