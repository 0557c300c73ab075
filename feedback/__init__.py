"""Anonymous feedback about support for survivors of modern slavery, and themed evidence for inspectors."""
