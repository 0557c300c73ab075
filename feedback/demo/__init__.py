"""The demonstration: invented people send invented words through the real sites, and the real worker reads them."""
