"""The door for built sites: narrates the HTML that any generator wrote, in place."""
