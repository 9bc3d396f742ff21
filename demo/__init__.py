"""An invented review site and blog, served on loopback, with a history of visit days."""
